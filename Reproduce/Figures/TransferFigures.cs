using ModelZoo.Convolutional;
using ModelZoo.Datasets;
using ModelZoo.Datasets.Sets;
using ModelZoo.FullyConnected;
using ModelZoo.Ideas.Ways;
using ModelZoo.Reproduce.Running;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Reproduce.Figures;

/// <summary>What was learned before: it helps, it is lost, and it can be learned how to learn.</summary>
internal static class TransferFigures
{
    /// <summary>From clothes to glyphs with 100 labels: features kept, all weights tuned, or from scratch.</summary>
    internal static void Transfer(Attempt attempt, Measurement found)
    {
        const int Labels = 100;
        using var clothes = DatasetCatalog.Open("fashion-mnist",
            new DatasetOptions { DataRoot = attempt.DataRoot, LimitTrain = 4000, LimitTest = 500 });
        using var glyphs = EnsembleFigures.Glyphs(attempt, Labels);
        using var source = new TiledNet(tiles: 1);
        using (var optimizer = new Training.Optimizers.Adam(source.parameters(), 0.001))
            Classifiers.Fit(attempt, source, optimizer, clothes, 4);
        var learned = source.parameters().ToArray();
        var plot = found.Plot("test accuracy on glyphs", "epoch");
        foreach (var (name, key, keeps, frozen) in new[]
            {
                ("from scratch", "scratch", false, false), ("features of clothes", "features", true, true),
                ("fine-tuned", "tuned", true, false),
            })
        {
            manual_seed(attempt.Seed);
            using var network = new TiledNet(tiles: 1);
            // The last layer, with its weight and bias, always begins anew.
            if (keeps)
                using (no_grad())
                    foreach (var (parameter, value) in network.parameters().Zip(learned).SkipLast(2))
                        parameter.copy_(value);
            var trained = frozen ? network.parameters().TakeLast(2) : network.parameters();
            using var optimizer = new Training.Optimizers.Adam([.. trained], frozen ? 0.01 : 0.001);
            var line = plot.Line(name);
            Classifiers.Fit(attempt, network, optimizer, glyphs, 20, batch: 20, line);
            found.Values[$"{key}_accuracy"] = line.Last;
        }
        found.Values["tuned_gain"] = found.Values["tuned_accuracy"] - found.Values["scratch_accuracy"];
    }

    /// <summary>
    /// Three tasks one after the other, the pixels in another order each time: plain, and with springs.
    /// </summary>
    internal static void Continual(Attempt attempt, Measurement found)
    {
        const int Tasks = 3, Steps = 400;
        using var data = EnsembleFigures.Glyphs(attempt, 3000);
        var (x, y) = (EnsembleFigures.Pixels(data.Train), data.Train.Targets);
        var (tests, truth) = (EnsembleFigures.Pixels(data.Test), data.Test.Targets);
        Tensor[] orders = [.. Enumerable.Range(0, Tasks).Select(task => task == 0 ? arange(784) : randperm(784))];
        var plot = found.Plot("test accuracy of the first task", "step");
        foreach (var (name, key, strength) in new[] { ("plain", "plain", 0.0), ("elastic weights", "ewc", 2000) })
        {
            manual_seed(attempt.Seed);
            using var network = new MultilayerPerceptron(784, [new(200)], 10);
            using var optimizer = new Training.Optimizers.Adam(network.parameters(), 0.001);
            var springs = new ElasticWeights(network, strength);
            var line = plot.Line(name);
            foreach (var (task, order) in orders.Index())
            {
                var seen = x.index_select(1, order);
                for (int step = 0; step < Steps; step++)
                {
                    using var scope = NewDisposeScope();
                    if (step % 40 == 0)
                        line.Add(task * Steps + step, Accuracy(network, 0));
                    var rows = randint(0, x.shape[0], [64]);
                    optimizer.zero_grad();
                    var scores = network.call(seen.index_select(0, rows));
                    var loss = functional.cross_entropy(scores, y.index_select(0, rows));
                    (strength > 0 ? loss + springs.Penalty() : loss).backward();
                    optimizer.step();
                }
                if (strength > 0)
                    springs.Consolidate(seen, 300);
            }
            line.Add(Tasks * Steps, Accuracy(network, 0));
            found.Values[$"{key}_first_task"] = line.Last;
            found.Values[$"{key}_last_task"] = Accuracy(network, Tasks - 1);
        }
        found.Values["kept_by_ewc"] = found.Values["ewc_first_task"] - found.Values["plain_first_task"];

        double Accuracy(Module<Tensor, Tensor> network, int task)
        {
            using var scope = NewDisposeScope();
            return Mnist1dBaselines.Accuracy(network.call(tests.index_select(1, orders[task])), truth);
        }
    }

    /// <summary>Sine waves from ten points: pre-trained, MAML of first order and full, and Reptile.</summary>
    internal static void MetaLearning(Attempt attempt, Measurement found)
    {
        const int Shots = 10, Tasks = 25, StepsOfEpoch = 500;
        const double InnerRate = 0.01;
        int iterations = Math.Max(1, attempt.Wanted) * StepsOfEpoch;
        var plot = found.Plot("squared error of new tasks", "gradient steps on ten points");
        (string Name, string Key, MetaGradient Kind, bool Reptile)[] ways =
        [
            ("pre-trained", "pretrained", MetaGradient.None, false), ("MAML", "maml", MetaGradient.Full, false),
            ("MAML, first order", "first_order", MetaGradient.FirstOrder, false),
            ("Reptile", "reptile", MetaGradient.None, true),
        ];
        foreach (var (name, key, kind, reptile) in ways)
        {
            manual_seed(attempt.Seed);
            var weights = Maml.Begin();
            using var optimizer = new Training.Optimizers.Adam(weights, 0.001);
            for (int step = 0; step < iterations; step++)
            {
                attempt.Stop.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                var (amplitude, phase) = Maml.Tasks(Tasks);
                var (x, y) = Maml.Sines(amplitude, phase, Shots);
                optimizer.zero_grad();
                if (reptile)
                {
                    // The way from where the tasks end takes the place of a gradient.
                    var ends = Maml.Adapt(weights, x, y, 0.02, 8, MetaGradient.None);
                    foreach (var (weight, end) in weights.Zip(ends))
                        weight.grad = (weight - end.mean([0])).detach();
                }
                else
                {
                    var own = kind == MetaGradient.None ? weights : Maml.Adapt(weights, x, y, InnerRate, 1, kind);
                    var (newX, newY) = Maml.Sines(amplitude, phase, Shots);
                    (Maml.Loss(own, newX, newY) / Tasks).backward();
                }
                optimizer.step();
            }
            var line = plot.Line(name);
            manual_seed(attempt.Seed + 1);
            using var measured = NewDisposeScope();
            var (a, p) = Maml.Tasks(200);
            var (seenX, seenY) = Maml.Sines(a, p, Shots);
            var (testX, testY) = Maml.Sines(a, p, 100);
            foreach (int steps in new[] { 0, 1, 2, 3, 5, 10 })
            {
                var own = Maml.Adapt(weights, seenX, seenY, InnerRate, steps, MetaGradient.None);
                line.Add(steps, Maml.Loss(own, testX, testY).ToDouble() / 200);
            }
            found.Values[$"{key}_after_1"] = line.Points[1][1];
            found.Values[$"{key}_after_10"] = line.Last;
        }
        found.Values["maml_over_pretrained"] = found.Values["maml_after_1"] / found.Values["pretrained_after_1"];
    }

    /// <summary>DARTS on its toy: where both kinds of outer gradient end.</summary>
    internal static void Bilevel(Attempt attempt, Measurement found)
    {
        var plot = found.Plot("weight", "architecture");
        foreach (var (key, through) in new[] { ("first", false), ("second", true) })
        {
            var path = BilevelSearch.Run(through, 3000);
            plot.Line($"{key} order", path.Where((_, step) => step % 30 == 0));
            found.Values[$"{key}_architecture"] = path[^1].Architecture;
            found.Values[$"{key}_weight"] = path[^1].Weight;
        }
    }
}
