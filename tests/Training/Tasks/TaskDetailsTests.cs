using ModelZoo.Datasets.Sets;
using ModelZoo.Recurrent;
using ModelZoo.Training.Metrics;
using ModelZoo.Training.Tasks;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Training.Tasks;

/// <summary>The metrics that only the evaluation of a finished network shows.</summary>
public class TaskDetailsTests
{
    [Fact]
    public void Translation_writes_its_own_tokens_and_measures_bleu()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var network = new SequenceToSequence(source: 8, target: 8, embed: 8, width: 8, layers: 1, dropout: 0);
        network.eval();
        // The network cannot write the padding and the end, so each sentence has all five tokens.
        var task = new Translation(begin: 2, padding: 100, sourcePadding: 100, end: 101);
        var source = randint(8, [3, 6]);
        var first = task.Run(network, new Batch(source, randint(8, [3, 5])));
        var written = first.Write!();
        Assert.Equal([3, 5], written.shape);
        Assert.Equal(first.Prediction!.argmax(1).select(1, 0), written.select(1, 0));
        // With these as the right tokens, teacher forcing is the same as writing.
        var same = task.Run(network, new Batch(source, written));
        Assert.Equal(same.Prediction!.argmax(1), written);
        Assert.Equal(1, Values(task, same)["bleu"], 12);
        Assert.InRange(Values(task, first)["bleu"], 0, 0.99);
    }

    [Fact]
    public void Regression_measures_absolute_errors_and_r2()
    {
        using var scope = NewDisposeScope();
        using var model = nn.Identity();
        var task = new Regression();
        using var batch = new Batch(tensor(new[,] { { 1f }, { 2f }, { 3f } }), tensor(new[] { 1f, 2f, 6f }));
        var values = Values(task, task.Run(model, batch));
        Assert.Equal(1, values["mae"], 6);
        Assert.Equal(1 - 9 / 14.0, values["r2"], 6);
    }

    [Fact]
    public void Sequence_labelling_measures_f1_without_padding()
    {
        using var scope = NewDisposeScope();
        using var model = nn.Identity();
        var task = new SequenceLabelling(padding: 0);
        var scores = nn.functional.one_hot(tensor(new long[,] { { 1, 2, 1, 0 } }), 3).to(float32);
        using var batch = new Batch(scores, tensor(new long[,] { { 1, 2, 2, 0 } }));
        var values = Values(task, task.Run(model, batch));
        // Class 1: precision 1/2, recall 1. Class 2: precision 1, recall 1/2. Nothing of class 0 counts.
        Assert.Equal(0.75, values["precision"], 12);
        Assert.Equal(0.75, values["recall"], 12);
        Assert.Equal(2 / 3.0, values["f1"], 12);
    }

    private static Dictionary<string, double> Values(ITask task, Outcome outcome)
    {
        var values = new Dictionary<string, double>();
        foreach (var metric in task.Details())
            using (metric)
            {
                metric.Update(outcome);
                foreach (var (name, value) in metric.Compute())
                    values[name] = value;
            }
        return values;
    }
}
