using ModelZoo.Ideas.Numbers;
using ModelZoo.Reproduce.Running;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Reproduce.Figures;

/// <summary>What the size of a model and of a batch does.</summary>
internal static class CapacityFigures
{
    /// <summary>Universal approximation: a hidden layer's error on a curve, by its width.</summary>
    internal static void Width(Attempt attempt, Measurement found)
    {
        const int Steps = 1500;
        var x = linspace(-3, 3, 200).unsqueeze(1);
        var y = (2 * x).sin() + 0.3 * x.square();
        var fits = found.Plot("curve", "x");
        var errors = found.Plot("squared error", "hidden units").Line("one layer of tanh");
        fits.Line("target", Points(y));
        foreach (int width in new[] { 1, 2, 4, 8, 16, 32, 64 })
        {
            manual_seed(attempt.Seed);
            using var network = Sequential(Linear(1, width), Tanh(), Linear(width, 1));
            using var optimizer = new Training.Optimizers.Adam(network.parameters(), 0.02);
            for (int step = 0; step < Steps; step++)
            {
                using var scope = NewDisposeScope();
                foreach (var group in optimizer.param_groups)
                    group.lr = 0.02 * (1 - (double)step / Steps);
                optimizer.zero_grad();
                functional.mse_loss(network.call(x), y).backward();
                optimizer.step();
            }
            using var measured = NewDisposeScope();
            var output = network.call(x).detach();
            errors.Add(width, functional.mse_loss(output, y).ToDouble());
            if (width is 2 or 4 or 32)
                fits.Line($"{width} units", Points(output));
        }
        found.Values["error_of_1"] = errors.First;
        found.Values["last_over_first_error"] = errors.Last / errors.First;

        IEnumerable<(double, double)> Points(Tensor values) => x.flatten().data<float>().ToArray()
            .Zip(values.flatten().data<float>().ToArray()).Where((_, i) => i % 4 == 0)
            .Select(point => ((double)point.First, (double)point.Second));
    }

    /// <summary>The U of the test error by the degree of a polynomial.</summary>
    internal static void Degrees(Attempt attempt, Measurement found)
    {
        const int Points = 20;
        var (train, test) = (rand(Points, float64) * 2 - 1, linspace(-1, 1, 500, float64));
        Tensor Truth(Tensor x) => (x * Math.PI).sin();
        var y = Truth(train) + 0.3 * randn(Points, float64);
        var plot = found.Plot("squared error", "degree");
        var (trained, tested) = (plot.Line("train"), plot.Line("test"));
        for (int degree = 0; degree <= 14; degree++)
        {
            var w = LinearAlgebra.PseudoInverse(Powers(train, degree)).mv(y);
            trained.Add(degree, (Powers(train, degree).mv(w) - y).square().mean().ToDouble());
            tested.Add(degree, (Powers(test, degree).mv(w) - Truth(test)).square().mean().ToDouble());
        }
        found.Values["best_degree"] = tested.Points.MinBy(point => point[1])![0];
        found.Values["degree_0_over_best"] = tested.First / tested.Values.Min();
        found.Values["degree_14_over_best"] = tested.Last / tested.Values.Min();
        found.Values["train_error_falls"] = trained.Last < trained.First * 0.5 ? 1 : 0;

        Tensor Powers(Tensor x, int degree) =>
            stack([.. Enumerable.Range(0, degree + 1).Select(power => x.pow(power))], 1);
    }

    /// <summary>
    /// Double descent on MNIST-1D: random ReLU features and the shortest exact fit. The test error is highest where
    /// there are as many features as examples, and falls again beyond.
    /// </summary>
    internal static void DoubleDescent(Attempt attempt, Measurement found)
    {
        const int Examples = 400;
        using var data = Mnist1dBaselines.Open(attempt);
        var x = data.Train.Inputs.narrow(0, 0, Examples).to(float64);
        var labels = data.Train.Targets.narrow(0, 0, Examples);
        // A tenth of the labels is wrong.
        var wrong = where(rand(Examples).lt(0.1), randint(0, 10, [Examples]), labels);
        var targets = functional.one_hot(wrong, 10).to(float64);
        var tests = data.Test.Inputs.to(float64);
        var plot = found.Plot("test error", "features");
        var (tested, trained) = (plot.Line("test"), plot.Line("train"));
        foreach (int width in new[] { 10, 30, 60, 100, 150, 200, 300, 350, 400, 450, 500, 600, 800, 1200, 2000, 3000 })
        {
            using var scope = NewDisposeScope();
            manual_seed(attempt.Seed + 1);
            var projection = randn(40, width, dtype: float64) / Math.Sqrt(40);
            Tensor Features(Tensor signals) => signals.matmul(projection).relu() / Math.Sqrt(width);
            var w = LinearAlgebra.PseudoInverse(Features(x)).matmul(targets);
            tested.Add(width, 1 - Mnist1dBaselines.Accuracy(Features(tests).matmul(w), data.Test.Targets));
            trained.Add(width, 1 - Mnist1dBaselines.Accuracy(Features(x).matmul(w), wrong));
        }
        double At(int width) => tested.Points.First(point => point[0] == width)[1];
        found.Values["peak_over_smaller"] = At(Examples) / tested.Points.Where(p => p[0] < 200).Min(p => p[1]);
        found.Values["peak_over_largest"] = At(Examples) / tested.Last;
        found.Values["largest_over_best_small"] = tested.Last / tested.Points.Where(p => p[0] < 400).Min(p => p[1]);
    }

    /// <summary>The variance of a gradient by the batch size, and the best rate by it.</summary>
    internal static void BatchSizes(Attempt attempt, Measurement found)
    {
        const int Examples = 2048, Features = 20, Draws = 300, Updates = 40;
        var x = randn(Examples, Features, dtype: float64);
        var truth = randn(Features, dtype: float64);
        var y = x.mv(truth) + 2 * randn(Examples, dtype: float64);
        Tensor Gradient(Tensor w, int batch)
        {
            var rows = randint(0, Examples, [batch]);
            var seen = x.index_select(0, rows);
            return seen.t().mv(seen.mv(w) - y.index_select(0, rows)) / batch;
        }
        double Loss(Tensor w) => ((x.mv(w) - y).square().mean() / 2).ToDouble();
        int[] batches = [1, 2, 4, 8, 16, 32, 64, 128];
        var variance = found.Plot("variance of the gradient", "batch size").Line("measured");
        var rates = found.Plot("best learning rate", "batch size").Line($"after {Updates} updates");
        double[] candidates = [.. Enumerable.Range(0, 14).Select(i => 0.01 * Math.Pow(1.5, i))];
        foreach (int batch in batches)
        {
            using var scope = NewDisposeScope();
            var drawn = stack([.. Enumerable.Range(0, Draws).Select(_ => Gradient(zeros(Features, float64), batch))]);
            variance.Add(batch, drawn.var(0).sum().ToDouble());
            rates.Add(batch, candidates.MinBy(rate =>
            {
                double sum = 0;
                for (int repeat = 0; repeat < 5; repeat++)
                {
                    using var inner = NewDisposeScope();
                    var w = zeros(Features, float64);
                    for (int update = 0; update < Updates; update++)
                        w -= rate * Gradient(w, batch);
                    double loss = Loss(w);
                    sum += double.IsFinite(loss) ? loss : 1e6;
                }
                return sum;
            }));
        }
        // The variance is that of one example divided by the batch size.
        found.Values["variance_1_over_16"] = variance.First / variance.Points[4][1] / 16;
        found.Values["variance_1_over_128"] = variance.First / variance.Last / 128;
        found.Values["best_rate_64_over_1"] = rates.Points[6][1] / rates.First;
    }

    /// <summary>How much of the last loss's gradient reaches a state some steps before: RNN, LSTM and GRU.</summary>
    internal static void Distance(Attempt attempt, Measurement found)
    {
        const int Width = 32, Steps = 100;
        var plot = found.Plot("norm of the gradient over that of the last input", "steps back");
        foreach (var (name, gates) in new[] { ("RNN", 1), ("LSTM", 4), ("GRU", 3) })
        {
            using var scope = NewDisposeScope();
            manual_seed(attempt.Seed);
            var x = randn(Steps, 16, Width).requires_grad_();
            using Module cell = gates == 1 ? RNN(Width, Width) : gates == 4 ? LSTM(Width, Width) : GRU(Width, Width);
            if (gates == 4)
                OpenForgetGates(cell, Width);
            var output = cell switch
            {
                TorchSharp.Modules.RNN rnn => rnn.call(x, zeros(1, 16, Width)).Item1,
                TorchSharp.Modules.LSTM lstm => lstm.call(x).Item1,
                _ => ((TorchSharp.Modules.GRU)cell).call(x).Item1,
            };
            output[-1].square().sum().backward();
            var norms = x.grad!.square().sum([1, 2]).sqrt();
            var line = plot.Line(name);
            foreach (int back in new[] { 0, 10, 20, 30, 40, 50, 60, 70, 80, 90 })
                line.Add(back, Math.Max((norms[Steps - 1 - back] / norms[-1]).ToDouble(), 1e-30));
            found.Values[$"{name.ToLowerInvariant()}_at_50"] = line.Points[5][1];
        }
        found.Values["lstm_over_rnn_at_50"] = found.Values["lstm_at_50"] / found.Values["rnn_at_50"];
    }

    private static void OpenForgetGates(Module cell, int width)
    {
        using var recording = no_grad();
        foreach (var (name, parameter) in cell.named_parameters())
            if (name.StartsWith("bias_ih", StringComparison.Ordinal))
                parameter.narrow(0, width, width).fill_(3);
    }
}
