using ModelZoo.Reports.Drawing;
using ModelZoo.Tables;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelZoo.Reports.Exhibits;

/// <summary>Which classes a classifier confuses, and the test examples that it is most wrong about.</summary>
internal static class ClassifierExhibits
{
    private const int Worst = 24;

    internal static IEnumerable<Exhibit> Of(Subject subject)
    {
        var classes = subject.Data.Classes;
        if (classes.Count == 0)
            yield break;
        var judged = Judge(subject, classes.Count);
        yield return new ConfusionExhibit("Confusion matrix", "Rows: the true class. Columns: what the network says. Each cell counts test examples.", classes, judged.Counts);
        if (subject.HasPictures && judged.Mistakes.Length > 0)
            yield return Mistakes(subject, judged.Mistakes);
    }

    private sealed record Mistake(long Index, int Said, int True, double Sure);

    // One pass; counts and losses stay on the device until its end.
    private static (long[,] Counts, Mistake[] Mistakes) Judge(Subject subject, int classes)
    {
        using var scope = NewDisposeScope();
        var network = (nn.Module<Tensor, Tensor>)subject.Model;
        var counts = zeros(classes * classes, dtype: int64, device: subject.Device);
        var (losses, said, sure, truth) = (new List<Tensor>(), new List<Tensor>(), new List<Tensor>(), new List<Tensor>());
        subject.Test.Restart();
        foreach (var batch in subject.Test)
        {
            using var step = NewDisposeScope();
            var chances = network.call(batch.Inputs).to(ScalarType.Float32).log_softmax(1);            // (N, classes)
            var (predicted, target) = (chances.argmax(1), batch.Targets);
            counts.add_((target * classes + predicted).bincount(null, classes * classes));
            var ofTruth = chances.gather(1, target.unsqueeze(1)).squeeze(1);
            losses.Add(ofTruth.neg().masked_fill(predicted.eq(target), -1).MoveToOuterDisposeScope());
            said.Add(predicted.MoveToOuterDisposeScope());
            sure.Add(chances.amax(1).exp().MoveToOuterDisposeScope());
            truth.Add(target.clone().MoveToOuterDisposeScope());
        }
        var all = cat([.. losses]);
        var (loss, index) = all.topk((int)Math.Min(Worst, all.shape[0]));
        var wrong = loss.ge(0).sum().ToInt32();
        long[] Numbers(List<Tensor> of) => cat([.. of]).index_select(0, index).cpu().data<long>().ToArray();
        var (places, saids, truths) = (index.cpu().data<long>().ToArray(), Numbers(said), Numbers(truth));
        var sures = cat([.. sure]).index_select(0, index).cpu().data<float>().ToArray();
        var flat = counts.cpu().data<long>().ToArray();
        var matrix = new long[classes, classes];
        Buffer.BlockCopy(flat, 0, matrix, 0, flat.Length * sizeof(long));
        return (matrix, [.. Enumerable.Range(0, wrong).Select(i => new Mistake(places[i], (int)saids[i], (int)truths[i], sures[i]))]);
    }

    private static PictureExhibit Mistakes(Subject subject, Mistake[] mistakes)
    {
        using var scope = NewDisposeScope();
        using var examples = subject.Data.Test.Subset(tensor(mistakes.Select(mistake => mistake.Index).ToArray()));
        var pictures = Picture.Of(examples.Inputs);
        return new PictureExhibit("Worst mistakes", "The test examples with the highest loss: what the network says and how sure it is, and below it the truth.",
            [new PictureRow("", [.. mistakes.Select((mistake, i) => new CaptionedPicture(pictures[i],
                $"{subject.Data.Classes[mistake.Said]}{(subject.Entry.Task == TaskKind.Perceptron ? "" : $" {100 * mistake.Sure:0}\u00A0%")}", subject.Data.Classes[mistake.True]))])]);
    }
}
