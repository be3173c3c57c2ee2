using ModelZoo.Datasets;
using ModelZoo.Datasets.Sets;
using ModelZoo.FullyConnected;
using ModelZoo.Ideas.Ways;
using ModelZoo.Reproduce.Running;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Reproduce.Figures;

/// <summary>Several models together, and labels that a model gives itself.</summary>
internal static class EnsembleFigures
{
    /// <summary>Bagging on a noisy curve: the error of the mean output is below the mean of the errors.</summary>
    internal static void Voting(Attempt attempt, Measurement found)
    {
        const int Models = 10, Examples = 60;
        var (x, tests) = (rand(Examples, 1) * 6 - 3, linspace(-3, 3, 300).unsqueeze(1));
        var y = x.sin() + 0.3 * randn(Examples, 1);
        var outputs = new List<Tensor>();
        for (int m = 0; m < Models; m++)
        {
            using var network = Sequential(Linear(1, 50), Tanh(), Linear(50, 1));
            using var optimizer = new Training.Optimizers.Adam(network.parameters(), 0.02);
            var rows = randint(0, Examples, [Examples]);                    // drawn with replacement
            for (int step = 0; step < 500; step++)
            {
                using var scope = NewDisposeScope();
                optimizer.zero_grad();
                functional.mse_loss(network.call(x.index_select(0, rows)), y.index_select(0, rows)).backward();
                optimizer.step();
            }
            outputs.Add(network.call(tests).detach());
        }
        double Error(Tensor output) => (output - tests.sin()).square().mean().ToDouble();
        var plot = found.Plot("squared error", "models");
        var (voted, mean, least) = (plot.Line("of the mean"), plot.Line("mean of the errors"), plot.Line("mean / M"));
        int above = 0;
        for (int m = 1; m <= Models; m++)
        {
            voted.Add(m, Error(stack([.. outputs.Take(m)]).mean([0])));
            mean.Add(m, outputs.Take(m).Average(Error));
            least.Add(m, mean.Last / m);
            above += voted.Last > mean.Last * (1 + 1e-6) ? 1 : 0;
        }
        found.Values["above_the_mean"] = above;
        found.Values["voted_over_mean"] = voted.Last / mean.Last;
    }

    /// <summary>Stumps on two circles: errors by the round, and the bound.</summary>
    internal static void Boosting(Attempt attempt, Measurement found)
    {
        using var data = DatasetCatalog.Open("circles", new DatasetOptions { Seed = attempt.Seed, Examples = 300 });
        var (x, y) = Points(data.Train);
        var (tests, labels) = Points(data.Test);
        var plot = found.Plot("error", "round");
        var (trained, tested, bound) = (plot.Line("train"), plot.Line("test"), plot.Line("bound"));
        int above = 0;
        AdaBoost.Fit(x, y, 60, boosted =>
        {
            int round = trained.Points.Count + 1;
            trained.Add(round, Error(x, y));
            tested.Add(round, Error(tests, labels));
            bound.Add(round, boosted.Bound);
            above += trained.Last > boosted.Bound + 1e-9 ? 1 : 0;

            double Error(double[][] points, int[] right) =>
                points.Zip(right, (point, label) => boosted.Classify(point) == label ? 0 : 1.0).Average();
        });
        found.Values["rounds_above_the_bound"] = above;
        found.Values["error_of_a_stump"] = tested.First;
        found.Values["error_of_60"] = tested.Last;
    }

    /// <summary>Few labels and many points: nearest neighbors that take their surest answers for labels.</summary>
    internal static void SelfTraining(Attempt attempt, Measurement found)
    {
        const int Labels = 8, Each = 20, Rounds = 23;
        using var data = DatasetCatalog.Open("moons", new DatasetOptions { Seed = attempt.Seed, Examples = 500 });
        var (known, unknown) = (data.Train.Inputs.narrow(0, 0, Labels), data.Train.Inputs.narrow(0, Labels, 492));
        var labels = data.Train.Targets.narrow(0, 0, Labels);
        var line = found.Plot("test accuracy", "round").Line("nearest neighbor, self-trained");
        for (int round = 0; round <= Rounds; round++)
        {
            var answers = labels[cdist(data.Test.Inputs, known).argmin(1)];
            line.Add(round, answers.eq(data.Test.Targets).to(float64).mean().ToDouble());
            // It is the surer of a point, the nearer a labeled one is.
            var (distance, neighbor) = cdist(unknown, known).min(1);
            var order = distance.argsort();
            var (surest, rest) = (order.narrow(0, 0, Each), order.narrow(0, Each, order.shape[0] - Each));
            (known, labels) = (cat([known, unknown[surest]]), cat([labels, labels[neighbor[surest]]]));
            unknown = unknown[rest];
        }
        found.Values["first"] = line.First;
        found.Values["gain"] = line.Last - line.First;
    }

    /// <summary>Two networks, each for one glyph of a pair of the same digit. They label for each other.</summary>
    internal static void CoTraining(Attempt attempt, Measurement found)
    {
        const int Labels = 40, Rounds = 5;
        using var data = Glyphs(attempt, 2000);
        // Every tenth glyph is of the same digit, and drawn independently.
        Tensor[] x = [Pixels(data.Train), Pixels(data.Train).roll(10, 0)];
        Tensor[] tests = [Pixels(data.Test), Pixels(data.Test).roll(10, 0)];
        var (y, truth) = (data.Train.Targets, data.Test.Targets);
        Tensor[] known = [.. x.Select(view => view.narrow(0, 0, Labels))];
        Tensor[] labels = [y.narrow(0, 0, Labels), y.narrow(0, 0, Labels)];
        var plot = found.Plot("test accuracy", "round");
        PlotLine[] lines = [plot.Line("first of a pair"), plot.Line("second of a pair")];
        var both = plot.Line("both");
        for (int round = 0; round <= Rounds; round++)
        {
            attempt.Stop.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var networks = new[] { 0, 1 }.Select(view => Fit(attempt, known[view], labels[view], 10)).ToArray();
            Tensor[] shares = [.. networks.Select((network, view) => network.call(tests[view]).softmax(1))];
            foreach (var (view, line) in lines.Index())
                line.Add(round, Mnist1dBaselines.Accuracy(shares[view], truth));
            both.Add(round, Mnist1dBaselines.Accuracy(shares[0] * shares[1], truth));
            foreach (int view in new[] { 0, 1 })
            {
                // What one network is sure of teaches the other: the same pairs, seen from the other side.
                var unknown = x[view].narrow(0, Labels, x[view].shape[0] - Labels);
                var (pairs, answers) = Surest(networks[view], unknown, classes: 10, each: 15 * (round + 1));
                int other = 1 - view;
                known[other] = cat([x[other].narrow(0, 0, Labels), x[other][pairs + Labels]]).MoveToOuterDisposeScope();
                labels[other] = cat([y.narrow(0, 0, Labels), answers]).MoveToOuterDisposeScope();
            }
        }
        found.Values["both_first"] = both.First;
        found.Values["gain"] = both.Last - both.First;
    }

    // The examples that the network is surest of, as many of each class, with its answers.
    private static (Tensor Examples, Tensor Answers) Surest(
        Module<Tensor, Tensor> network, Tensor unknown, int classes, int each)
    {
        using var recording = no_grad();
        var shares = network.call(unknown).softmax(1);
        var examples = shares.argsort(0, descending: true).narrow(0, 0, each).t().flatten();
        return (examples, arange(classes).repeat_interleave(each));
    }

    internal static Dataset Glyphs(Attempt attempt, int count) =>
        DatasetCatalog.Open("glyphs", new DatasetOptions { Seed = attempt.Seed, Examples = count });

    internal static Tensor Pixels(Split split) => split.Inputs.to(float32).flatten(1) / 255;

    private static MultilayerPerceptron Fit(Attempt attempt, Tensor x, Tensor y, int classes)
    {
        manual_seed(attempt.Seed);
        var network = new MultilayerPerceptron(x.shape[1], [new(64)], classes);
        using var optimizer = new Training.Optimizers.Adam(network.parameters(), 0.003);
        for (int step = 0; step < 200; step++)
        {
            using var scope = NewDisposeScope();
            var rows = randint(0, x.shape[0], [64]);
            optimizer.zero_grad();
            functional.cross_entropy(network.call(x.index_select(0, rows)), y.index_select(0, rows)).backward();
            optimizer.step();
        }
        return network;
    }

    private static (double[][] X, int[] Y) Points(Split split) => (
        [.. split.Inputs.to(float64).unbind().Select(point => point.data<double>().ToArray())],
        [.. split.Targets.data<long>().ToArray().Select(label => label == 1 ? 1 : -1)]);
}
