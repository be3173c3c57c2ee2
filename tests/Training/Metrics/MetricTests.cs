using ModelZoo.Training.Metrics;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Training.Metrics;

public class MetricTests
{
    private static readonly float[,] Scores = { { 5, 1, 0 }, { 0, 2, 1 }, { 3, 2, 1 }, { 0, 1, 9 }, { 1, 0, 2 }, { 1, 4, 0 } };
    private static readonly long[] Classes = [0, 1, 1, 2, 0, 2];   // said: 0 1 0 2 2 1

    [Fact]
    public void Classification_counts_over_batches()
    {
        using var scope = NewDisposeScope();
        using Metric accuracy = new Accuracy(), second = new Accuracy(2), error = new ErrorRate();
        foreach (var metric in new[] { accuracy, second, error })
            Batches(metric);
        Assert.Equal(3.0 / 6, accuracy.Compute()["accuracy"]);
        Assert.Equal(5.0 / 6, second.Compute()["top2_accuracy"], 12);
        Assert.Equal(3.0 / 6, error.Compute()["error_rate"]);
    }

    [Fact]
    public void Small_and_large_batches_are_counted_alike()
    {
        using var scope = NewDisposeScope();
        manual_seed(6);
        var (scores, target) = (randn(5000, 10), randint(10, [5000]));
        using Metric whole = new Accuracy(), parts = new Accuracy(), padded = new Accuracy(ignore: 3), paddedParts = new Accuracy(ignore: 3);
        whole.Update(scores, target);
        padded.Update(scores, target);
        for (int i = 0; i < 50; i++)
            foreach (var metric in new[] { parts, paddedParts })
                metric.Update(scores.narrow(0, 100 * i, 100), target.narrow(0, 100 * i, 100));
        Assert.Equal(whole.Compute(), parts.Compute());
        Assert.Equal(padded.Compute(), paddedParts.Compute());
        Assert.NotEqual(whole.Compute()["accuracy"], padded.Compute()["accuracy"]);
    }

    [Fact]
    public void Precision_recall_and_f1_follow_from_the_confusion_matrix()
    {
        using var scope = NewDisposeScope();
        using var matrix = new ConfusionMatrix(3, perClass: true);
        Batches(matrix);
        Assert.Equal(new double[,] { { 1, 0, 1 }, { 1, 1, 0 }, { 0, 1, 1 } }, matrix.Counts());
        var values = matrix.Compute();
        Assert.Equal((0.5, 0.5, 0.5, 0.5), (values["precision"], values["recall"], values["f1"], values["micro_f1"]));
        Assert.Equal(0.5, values["f1_2"]);
    }

    [Fact]
    public void Unbalanced_classes_tell_macro_from_micro()
    {
        using var scope = NewDisposeScope();
        using var matrix = new ConfusionMatrix(2, perClass: true);
        // Said yes to 1 of 2 positives and to 1 of 8 negatives.
        matrix.Update(Of([0, 0, 0, 0, 0, 0, 0, 1, 0, 1]), tensor(new long[] { 0, 0, 0, 0, 0, 0, 0, 0, 1, 1 }));
        var values = matrix.Compute();
        Assert.Equal((0.5, 0.5), (values["precision_1"], values["recall_1"]));
        Assert.Equal((7 / 8.0 + 0.5) / 2, values["f1"], 12);
        Assert.Equal(0.8, values["micro_f1"], 12);
    }

    [Fact]
    public void Padding_does_not_count_and_sequences_are_flattened()
    {
        using var scope = NewDisposeScope();
        // (N, C, T) with the last position of the second row ignored.
        var scores = tensor(new float[,,] { { { 9, 0 }, { 0, 9 } }, { { 9, 9 }, { 0, 0 } } });
        var target = tensor(new long[,] { { 0, 1 }, { 1, -100 } });
        using Metric accuracy = new Accuracy(ignore: -100), error = new ErrorRate();
        using var matrix = new ConfusionMatrix(2);
        foreach (var metric in new[] { accuracy, error, matrix })
            metric.Update(scores, target);
        Assert.Equal(2 / 3.0, accuracy.Compute()["accuracy"], 12);
        Assert.Equal(1 / 3.0, error.Compute()["error_rate"], 12);
        Assert.Equal(new double[,] { { 1, 0 }, { 1, 1 } }, matrix.Counts());
    }

    [Fact]
    public void Labels_are_counted_each_for_itself()
    {
        using var scope = NewDisposeScope();
        using var labels = new LabelScores(perClass: true);
        labels.Update(tensor(new[,] { { 2f, -1f }, { 3f, 4f } }), tensor(new[,] { { 1f, 1f }, { 0f, 1f } }));
        var values = labels.Compute();
        Assert.Equal((0.5, 1.0, 1.0, 0.5), (values["precision_0"], values["recall_0"], values["precision_1"], values["recall_1"]));
        Assert.Equal(2 / 3.0, values["micro_f1"], 12);
    }

    [Fact]
    public void The_area_under_the_curve_counts_pairs_and_ties_half()
    {
        using var scope = NewDisposeScope();
        using var auc = new RocAuc();
        // Positives 0.9 0.4 0.4, negatives 0.4 0.1: of 6 pairs 4 are right and 2 are ties.
        auc.Update(tensor(new[] { 0.9, 0.4, 0.1 }), tensor(new long[] { 1, 0, 0 }));
        auc.Update(tensor(new[] { 0.4, 0.4 }), tensor(new long[] { 1, 1 }));
        Assert.Equal(5 / 6.0, auc.Compute()["roc_auc"], 12);
        using var several = new RocAuc();
        several.Update(tensor(Scores), tensor(Classes));
        Assert.Equal(ByPairs(), several.Compute()["roc_auc"], 12);
        using var one = new RocAuc();
        one.Update(tensor(new[] { 0.3, 0.6 }), tensor(new long[] { 1, 1 }));
        Assert.True(double.IsNaN(one.Compute()["roc_auc"]));
    }

    [Fact]
    public void Regression_errors_over_uneven_batches_are_those_of_the_whole()
    {
        using var scope = NewDisposeScope();
        using var errors = new RegressionErrors();
        double[] said = [1_000_001, 1_000_002, 1_000_004, 1_000_004], right = [1_000_000, 1_000_002, 1_000_003, 1_000_007];
        errors.Update(tensor(said[..1]), tensor(right[..1]));
        errors.Update(tensor(said[1..]), tensor(right[1..]));
        var values = errors.Compute();
        Assert.Equal(11 / 4.0, values["mse"], 12);
        Assert.Equal(5 / 4.0, values["mae"], 12);
        Assert.Equal(1 - 11 / 26.0, values["r2"], 9);
        Assert.Contains("one shape", Assert.Throws<ArgumentException>(() => errors.Update(zeros(2, 1), zeros(2))).Message);
    }

    [Fact]
    public void Losses_are_weighted_by_what_they_are_means_of()
    {
        using var scope = NewDisposeScope();
        using Metric mean = new MeanLoss(), perplexity = new Perplexity();
        foreach (var metric in new[] { mean, perplexity })
        {
            metric.Update(new Outcome { Loss = tensor(1f), Count = 3, Parts = new Dictionary<string, Tensor> { ["kl"] = tensor(2f) } });
            metric.Update(new Outcome { Loss = tensor(5f), Count = 1, Parts = new Dictionary<string, Tensor> { ["kl"] = tensor(4f) } });
        }
        Assert.Equal((2.0, 2.5), (mean.Compute()["loss"], mean.Compute()["kl"]));
        Assert.Equal(Math.Exp(2), perplexity.Compute()["perplexity"], 12);
        Assert.Equal(2 / Math.Log(2), perplexity.Compute()["bits_per_token"], 12);
    }

    [Fact]
    public void Bleu_is_the_papers_over_a_corpus_and_the_textbooks_for_a_sentence()
    {
        using var scope = NewDisposeScope();
        using var bleu = new Bleu(end: 1, padding: 0, order: 2);
        // 7 8 8 9 | 5 6 against 7 8 9 | 5 6: single tokens 5 of 6, pairs 3 of 4, and no penalty for brevity.
        bleu.Update(tensor(new long[,] { { 7, 8, 8, 9, 1 } }), tensor(new long[,] { { 7, 8, 9, 1 } }));
        bleu.Update(tensor(new long[,] { { 5, 6, 1, 3 } }), tensor(new long[,] { { 5, 6, 1, 0 } }));
        Assert.Equal(Math.Sqrt(5 / 6.0 * 3 / 4.0), bleu.Compute()["bleu"], 12);
        Assert.Equal(1, Bleu.Sentence(["he", "is", "calm"], ["he", "is", "calm"], 2));
        // Dive into Deep Learning, 10.7: p1 = 4/5, p2 = 3/4, p3 = 1/3, p4 = 0 of A B B C D against A B C D E F.
        string[] said = ["A", "B", "B", "C", "D"], reference = ["A", "B", "C", "D", "E", "F"];
        Assert.Equal(Math.Exp(1 - 6 / 5.0) * Math.Pow(0.8, 0.5) * Math.Pow(0.75, 0.25) * Math.Pow(1 / 3.0, 0.125), Bleu.Sentence(said, reference, 3), 12);
        Assert.Equal(0, Bleu.Sentence(said, reference, 4));
    }

    [Fact]
    public void Before_the_first_batch_and_after_a_reset_there_is_no_number()
    {
        using var scope = NewDisposeScope();
        Metric[] metrics = [new Accuracy(), new ErrorRate(), new MeanLoss(), new Perplexity(), new RegressionErrors(), new RocAuc(), new Bleu(1, 0)];
        foreach (var metric in metrics)
        {
            Assert.True(double.IsNaN(metric.Compute().Values.First()), metric.GetType().Name);
            if (metric is Accuracy)
            {
                Batches(metric);
                metric.Reset();
                Assert.True(double.IsNaN(metric.Compute().Values.First()));
            }
            metric.Dispose();
        }
    }

    [Fact]
    public void A_state_saved_between_two_batches_gives_the_same_values()
    {
        using var scope = NewDisposeScope();
        Metric[] whole = [new Accuracy(), new ConfusionMatrix(3), new RocAuc(), new MeanLoss()], resumed = [new Accuracy(), new ConfusionMatrix(3), new RocAuc(), new MeanLoss()];
        for (int i = 0; i < whole.Length; i++)
        {
            using (whole[i])
            using (resumed[i])
            {
                whole[i].Update(tensor(Scores), tensor(Classes));
                resumed[i].load_state_dict(whole[i].state_dict());
                Batches(whole[i]);
                Batches(resumed[i]);
                Assert.Equal(whole[i].Compute(), resumed[i].Compute());
            }
        }
    }

    [Fact]
    public void Metrics_outlive_the_scope_of_a_step_and_leave_nothing_in_it()
    {
        using var matrix = new ConfusionMatrix(3);
        Batches(matrix);
        long before = Handles.Living();
        for (int i = 0; i < 10; i++)
            using (NewDisposeScope())
                Batches(matrix);
        Assert.Equal(before, Tensor.TotalCount);
        Assert.Equal(66, matrix.Counts().Cast<double>().Sum());
    }

    private static void Batches(Metric metric)
    {
        using var scope = NewDisposeScope();
        var (scores, classes) = (tensor(Scores), tensor(Classes));
        metric.Update(scores.narrow(0, 0, 4), classes.narrow(0, 0, 4));
        metric.Update(scores.narrow(0, 4, 2), classes.narrow(0, 4, 2));
    }

    private static Tensor Of(int[] said)
    {
        var scores = new float[said.Length, 2];
        for (int i = 0; i < said.Length; i++)
            scores[i, said[i]] = 1;
        return tensor(scores);
    }

    private static double ByPairs()
    {
        double sum = 0;
        for (int c = 0; c < 3; c++)
        {
            double right = 0, pairs = 0;
            for (int i = 0; i < 6; i++)
                for (int j = 0; j < 6; j++)
                    if (Classes[i] == c && Classes[j] != c)
                    {
                        pairs++;
                        right += Scores[i, c] > Scores[j, c] ? 1 : Scores[i, c] == Scores[j, c] ? 0.5 : 0;
                    }
            sum += right / pairs;
        }
        return sum / 3;
    }
}
