using ModelZoo.Training.Metrics;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Training.Metrics;

public class MetricTests
{
    private static readonly float[,] Scores =
        { { 5, 1, 0 }, { 0, 2, 1 }, { 3, 2, 1 }, { 0, 1, 9 }, { 1, 0, 2 }, { 1, 4, 0 } };

    private static readonly long[] Classes = [0, 1, 1, 2, 0, 2];   // predicted: 0 1 0 2 2 1

    [Fact]
    public void Accuracy_counts_over_batches()
    {
        using var scope = NewDisposeScope();
        using Metric first = new Accuracy(), second = new Accuracy(2);
        AddBatches(first);
        AddBatches(second);
        Assert.Equal(3.0 / 6, first.Compute()["accuracy"]);
        Assert.Equal(5.0 / 6, second.Compute()["top2_accuracy"], 12);
    }

    [Fact]
    public void Accuracy_is_the_same_for_small_and_large_batches()
    {
        using var scope = NewDisposeScope();
        manual_seed(6);
        var (scores, target) = (randn(5000, 10), randint(10, [5000]));
        using Metric whole = new Accuracy(), parts = new Accuracy();
        using Metric padded = new Accuracy(ignore: 3), paddedParts = new Accuracy(ignore: 3);
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
    public void Confusion_matrix_counts_and_gives_precision_recall_and_f1()
    {
        using var scope = NewDisposeScope();
        using var matrix = new ConfusionMatrix();
        AddBatches(matrix);
        Assert.Equal(new double[,] { { 1, 0, 1 }, { 1, 1, 0 }, { 0, 1, 1 } }, matrix.Counts());
        var values = matrix.Compute();
        Assert.Equal((0.5, 0.5, 0.5), (values["precision"], values["recall"], values["f1"]));
    }

    [Fact]
    public void Precision_recall_and_f1_are_means_over_unbalanced_classes()
    {
        using var scope = NewDisposeScope();
        using var matrix = new ConfusionMatrix();
        // Of 8 negatives 7 are found, of 2 positives 1.
        long[] predicted = [0, 0, 0, 0, 0, 0, 0, 1, 0, 1], actual = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1];
        matrix.Update(nn.functional.one_hot(tensor(predicted), 2).to(float32), tensor(actual));
        var values = matrix.Compute();
        Assert.Equal((7 / 8.0 + 0.5) / 2, values["precision"], 12);
        Assert.Equal((7 / 8.0 + 0.5) / 2, values["recall"], 12);
        Assert.Equal((7 / 8.0 + 0.5) / 2, values["f1"], 12);
    }

    [Fact]
    public void Metrics_of_single_classes_measure_nothing_if_there_are_too_many()
    {
        using var scope = NewDisposeScope();
        using Metric matrix = new ConfusionMatrix(mostClasses: 2), auc = new RocAuc(mostClasses: 2);
        AddBatches(matrix);
        AddBatches(auc);
        Assert.All(matrix.Compute().Concat(auc.Compute()), value => Assert.Equal(double.NaN, value.Value));
    }

    [Fact]
    public void Padding_does_not_count()
    {
        using var scope = NewDisposeScope();
        // (N, C, T), without the last position of the second row.
        var scores = tensor(new float[,,] { { { 9, 0 }, { 0, 9 } }, { { 9, 9 }, { 0, 0 } } });
        var target = tensor(new long[,] { { 0, 1 }, { 1, -100 } });
        using var accuracy = new Accuracy(ignore: -100);
        using var matrix = new ConfusionMatrix();
        accuracy.Update(scores, target);
        matrix.Update(scores, target);
        Assert.Equal(2 / 3.0, accuracy.Compute()["accuracy"], 12);
        Assert.Equal(new double[,] { { 1, 0 }, { 1, 1 } }, matrix.Counts());
    }

    [Fact]
    public void Labels_are_counted_separately()
    {
        using var scope = NewDisposeScope();
        using var labels = new LabelScores(perClass: true);
        labels.Update(tensor(new[,] { { 2f, -1f }, { 3f, 4f } }), tensor(new[,] { { 1f, 1f }, { 0f, 1f } }));
        var values = labels.Compute();
        Assert.Equal((0.5, 1.0), (values["precision_0"], values["recall_0"]));
        Assert.Equal((1.0, 0.5), (values["precision_1"], values["recall_1"]));
        Assert.Equal(2 / 3.0, values["f1_1"], 12);
        Assert.Equal(2 / 3.0, values["micro_f1"], 12);
    }

    [Fact]
    public void Roc_auc_counts_pairs_and_half_of_ties()
    {
        using var scope = NewDisposeScope();
        using var auc = new RocAuc();
        // Positives 0.9 0.4 0.4, negatives 0.4 0.1: of 6 pairs 4 are right and 2 are ties.
        auc.Update(tensor(new[] { 0.9, 0.4, 0.1 }), tensor(new long[] { 1, 0, 0 }));
        auc.Update(tensor(new[] { 0.4, 0.4 }), tensor(new long[] { 1, 1 }));
        Assert.Equal(5 / 6.0, auc.Compute()["roc_auc"], 12);
        using var several = new RocAuc();
        several.Update(tensor(Scores), tensor(Classes));
        Assert.Equal(AucByPairs(), several.Compute()["roc_auc"], 12);
        using var one = new RocAuc();
        one.Update(tensor(new[] { 0.3, 0.6 }), tensor(new long[] { 1, 1 }));
        Assert.Equal(double.NaN, one.Compute()["roc_auc"]);
    }

    [Fact]
    public void Regression_errors_do_not_depend_on_the_batches()
    {
        using var scope = NewDisposeScope();
        using var errors = new RegressionErrors();
        double[] predicted = [1_000_001, 1_000_002, 1_000_004, 1_000_004];
        double[] actual = [1_000_000, 1_000_002, 1_000_003, 1_000_007];
        errors.Update(tensor(predicted[..1]), tensor(actual[..1]));
        errors.Update(tensor(predicted[1..]), tensor(actual[1..]));
        var values = errors.Compute();
        Assert.Equal(5 / 4.0, values["mae"], 12);
        Assert.Equal(1 - 11 / 26.0, values["r2"], 9);
        var error = Assert.Throws<ArgumentException>(() => errors.Update(zeros(2, 1), zeros(2)));
        Assert.Contains("the same shape", error.Message);
    }

    [Fact]
    public void Losses_are_weighted_by_their_counts()
    {
        using var scope = NewDisposeScope();
        using Metric mean = new MeanLoss(), perplexity = new Perplexity();
        foreach (var metric in new[] { mean, perplexity })
        {
            metric.Update(Losses(loss: 1, kl: 2, count: 3));
            metric.Update(Losses(loss: 5, kl: 4, count: 1));
        }
        Assert.Equal((2.0, 2.5), (mean.Compute()["loss"], mean.Compute()["kl"]));
        Assert.Equal(Math.Exp(2), perplexity.Compute()["perplexity"], 12);
        Assert.Equal(2 / Math.Log(2), perplexity.Compute()["bits_per_token"], 12);

        static Outcome Losses(float loss, float kl, long count)
        {
            var parts = new Dictionary<string, Tensor> { ["kl"] = tensor(kl) };
            return new() { Loss = tensor(loss), Count = count, Parts = parts };
        }
    }

    [Fact]
    public void Bleu_is_that_of_the_paper_over_a_corpus()
    {
        using var scope = NewDisposeScope();
        using var bleu = new Bleu(end: 1, padding: 0, order: 2);
        // 7 8 8 9 | 5 6 against 7 8 9 | 5 6: single tokens 5 of 6, pairs 3 of 4, and no penalty for brevity.
        bleu.Update(Written(new long[,] { { 7, 8, 8, 9, 1 } }, new long[,] { { 7, 8, 9, 1 } }));
        bleu.Update(Written(new long[,] { { 5, 6, 1, 3 } }, new long[,] { { 5, 6, 1, 0 } }));
        Assert.Equal(Math.Sqrt(5 / 6.0 * 3 / 4.0), bleu.Compute()["bleu"], 12);
        // Now 9 tokens of 10: 8 of 9 and 5 of 6.
        bleu.Update(Written(new long[,] { { 4, 3, 2, 1 } }, new long[,] { { 4, 3, 2, 6 }, }));
        bleu.Update(Written(new long[,] { { 1, 3, 2, 1 } }, new long[,] { { 7, 1, 0, 0 }, }));
        Assert.Equal(Math.Exp(1 - 10 / 9.0) * Math.Sqrt(8 / 9.0 * 5 / 6.0), bleu.Compute()["bleu"], 12);

        static Outcome Written(long[,] written, long[,] target) =>
            new() { Loss = zeros(1), Count = 1, Target = tensor(target), Write = () => tensor(written) };
    }

    [Fact]
    public void Values_are_NaN_before_the_first_batch_and_after_a_reset()
    {
        using var scope = NewDisposeScope();
        Metric[] metrics =
        [
            new Accuracy(), new MeanLoss(), new Perplexity(), new ConfusionMatrix(), new RegressionErrors(),
            new RocAuc(), new Bleu(1, 0),
        ];
        foreach (var metric in metrics)
        {
            Assert.True(double.IsNaN(metric.Compute().Values.First()), metric.GetType().Name);
            if (metric is Accuracy)
            {
                AddBatches(metric);
                metric.Reset();
                Assert.True(double.IsNaN(metric.Compute().Values.First()));
            }
            metric.Dispose();
        }
    }

    [Fact]
    public void Restored_metrics_continue_like_the_originals()
    {
        using var scope = NewDisposeScope();
        Metric[] originals = Some(), restored = Some();
        foreach (var (original, other) in originals.Zip(restored))
        {
            using (original)
            using (other)
            {
                original.Update(tensor(Scores), tensor(Classes));
                other.load_state_dict(original.state_dict());
                AddBatches(original);
                AddBatches(other);
                Assert.Equal(original.Compute(), other.Compute());
            }
        }

        static Metric[] Some() => [new Accuracy(), new ConfusionMatrix(), new RocAuc(), new MeanLoss()];
    }

    [Fact]
    public void Metrics_outlive_the_scope_of_a_step_and_leave_nothing_in_it()
    {
        using var matrix = new ConfusionMatrix();
        AddBatches(matrix);
        long before = Handles.Living();
        for (int i = 0; i < 10; i++)
            using (NewDisposeScope())
                AddBatches(matrix);
        Assert.Equal(before, Tensor.TotalCount);
        Assert.Equal(66, matrix.Counts().Cast<double>().Sum());
    }

    private static void AddBatches(Metric metric)
    {
        using var scope = NewDisposeScope();
        var (scores, classes) = (tensor(Scores), tensor(Classes));
        metric.Update(scores.narrow(0, 0, 4), classes.narrow(0, 0, 4));
        metric.Update(scores.narrow(0, 4, 2), classes.narrow(0, 4, 2));
    }

    private static double AucByPairs()
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
