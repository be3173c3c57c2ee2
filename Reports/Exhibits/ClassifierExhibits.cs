using ModelZoo.Reports.Drawing;
using ModelZoo.Tables;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelZoo.Reports.Exhibits;

/// <summary>Which classes a classifier confuses, and the test examples with the highest loss.</summary>
internal static class ClassifierExhibits
{
    private const int MostMistakes = 24;

    internal static IEnumerable<Exhibit> Of(Subject subject)
    {
        var classes = subject.Data.Classes;
        if (classes.Count == 0)
            yield break;
        var (counts, mistakes) = Test(subject, classes.Count);
        yield return new ConfusionExhibit(
            "Confusion matrix",
            "Rows: the true class. Columns: the predicted class. Each cell counts test examples.",
            classes,
            counts);
        if (subject.HasPictures && mistakes.Length > 0)
            yield return Pictures(subject, mistakes);
    }

    private sealed record Mistake(long Example, long Predicted, long Truth, float Probability);

    // One pass. Counts and losses stay on the device until its end.
    private static (long[,] Counts, Mistake[] Mistakes) Test(Subject subject, int classes)
    {
        using var scope = NewDisposeScope();
        var network = (nn.Module<Tensor, Tensor>)subject.Model;
        var counts = zeros(classes * classes, dtype: int64, device: subject.Device);
        var (losses, answers) = (new List<Tensor>(), new List<Tensor>());
        subject.Test.Restart();
        foreach (var batch in subject.Test)
        {
            using var step = NewDisposeScope();
            var logs = network.call(batch.Inputs).to(ScalarType.Float32).log_softmax(1);   // (N, classes)
            var (predicted, truth) = (logs.argmax(1), batch.Targets);
            counts.add_((truth * classes + predicted).bincount(null, classes * classes));
            var loss = -logs.gather(1, truth.unsqueeze(1)).squeeze(1);
            losses.Add(loss.masked_fill(predicted.eq(truth), -1).MoveToOuterDisposeScope());
            answers.Add(stack([predicted, truth, logs.amax(1).exp()], 1).MoveToOuterDisposeScope());
        }
        var all = cat(losses);
        var (worst, examples) = all.topk((int)Math.Min(MostMistakes, all.shape[0]));
        int wrong = worst.ge(0).sum().ToInt32();
        var rows = cat(answers).index_select(0, examples).cpu().data<float>().ToArray().Chunk(3);
        var mistakes = examples.cpu().data<long>().ToArray().Zip(rows).Take(wrong)
            .Select(row => new Mistake(row.First, (long)row.Second[0], (long)row.Second[1], row.Second[2]));
        var matrix = new long[classes, classes];
        Buffer.BlockCopy(counts.cpu().data<long>().ToArray(), 0, matrix, 0, matrix.Length * sizeof(long));
        return (matrix, [.. mistakes]);
    }

    private static PictureExhibit Pictures(Subject subject, Mistake[] mistakes)
    {
        using var scope = NewDisposeScope();
        using var examples = subject.Data.Test.Subset(tensor(mistakes.Select(mistake => mistake.Example).ToArray()));
        var classes = subject.Data.Classes;
        // The scores of a perceptron are no probabilities.
        string Caption(Mistake mistake) => classes[(int)mistake.Predicted]
            + (subject.Entry.Task == TaskKind.Perceptron ? "" : $" {100 * mistake.Probability:0}\u00A0%");
        var pictures = mistakes.Zip(Picture.Of(examples.Inputs), (mistake, picture) =>
            new CaptionedPicture(picture, Caption(mistake), classes[(int)mistake.Truth]));
        return new PictureExhibit(
            "Worst mistakes",
            "The test examples with the highest loss. Bold: the predicted class and its probability; below: the truth.",
            [new PictureRow("", [.. pictures])]);
    }
}
