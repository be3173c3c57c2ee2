using ModelZoo.Reproduce.Running;
using ModelZoo.Training.Optimizers;
using ModelZoo.Training.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelZoo.Reproduce.Notes;

/// <summary>The paths that optimizers, rates and penalties take.</summary>
internal static class Paths
{
    private static readonly (string Name, string Rule, double Rate)[] Optimizers =
    [
        ("sgd", "sgd", 0.4),
        ("momentum", "sgd:momentum=0.5", 0.4),
        ("adagrad", "adagrad", 0.4),
        ("rmsprop", "rmsprop:alpha=0.9", 0.4),
        ("adadelta", "adadelta", 1),
        ("adam", "adam", 0.4),
    ];

    /// <summary>On 0.1 x^2 + 2 y^2 from (-5, -2): steep one way, flat the other.</summary>
    internal static void Valley(Attempt attempt, Measurement found) =>
        Walk(found, 40, [-5, -2], point => 0.1 * point[0].square() + 2 * point[1].square(), rateFactor: 1);

    /// <summary>On x^2 - y^2 from beside the ridge. Steps of the gradient's size stay long at the saddle.</summary>
    internal static void Saddle(Attempt attempt, Measurement found) =>
        Walk(found, 12, [-1, 1e-4f], point => point[0].square() - point[1].square(), rateFactor: 0.25);

    private static void Walk(
        Measurement found, int steps, float[] start, Func<Tensor, Tensor> height, double rateFactor)
    {
        var (paths, losses) = (found.Plot("path: y", "x"), found.Plot("loss", "step"));
        foreach (var (name, rule, rate) in Optimizers)
        {
            using var scope = NewDisposeScope();
            var point = tensor(start).requires_grad_();
            using var optimizer = OptimizerTable.Create(rule, [point], new(rate * rateFactor));
            var (path, loss) = (paths.Line(name), losses.Line(name));
            for (int step = 0; step <= steps; step++)
            {
                optimizer.zero_grad();
                var here = height(point);
                here.backward();
                var place = point.detach().data<float>().ToArray();
                path.Add(place[0], place[1]);
                loss.Add(step, here.ToDouble());
                optimizer.step();
            }
            found.Values[$"{name}_loss"] = loss.Last;
        }
    }

    /// <summary>Every schedule over 200 steps in 20 epochs, except plateau, which follows the loss.</summary>
    internal static void Rates(Attempt attempt, Measurement found)
    {
        const int Epochs = 20, StepsOfEpoch = 10, LinesOfPlot = 6;
        var names = ScheduleTable.Names.Where(name => name != "plateau").Select(name => (name, Warmup: 0L));
        foreach (var part in names.Append(("cosine", 30)).Chunk(LinesOfPlot))
        {
            var plot = found.Plot("learning rate", "step");
            foreach (var (name, warmup) in part)
            {
                using var scope = NewDisposeScope();
                using var optimizer = new Training.Optimizers.SGD([zeros(1)], 1);
                var schedule = ScheduleTable.Create(name, Epochs * StepsOfEpoch, Epochs, warmup);
                schedule.Attach(optimizer);
                var line = plot.Line(warmup > 0 ? "cosine after warm-up" : name);
                for (int step = 0; step < Epochs * StepsOfEpoch; step++)
                {
                    line.Add(step, optimizer.param_groups[0].lr);
                    schedule.StepEnd();
                    if ((step + 1) % StepsOfEpoch == 0)
                        schedule.EpochEnd();
                }
            }
        }
        PlotLine Line(string name) => found.Plots.SelectMany(plot => plot.Lines).First(line => line.Name == name);
        found.Values["cosine_half_way"] = Line("cosine").Points[Epochs * StepsOfEpoch / 2][1];
        found.Values["exponential_end"] = Line("exponential").Last;
    }

    /// <summary>
    /// Weights of a least-squares fit as the penalty grows: under L1 they become zero one after the other, under L2
    /// they only shrink. Both by proximal steps (Daubechies et al. 2004).
    /// </summary>
    internal static void Penalties(Attempt attempt, Measurement found)
    {
        const int Features = 6, Examples = 100;
        using var random = new Generator((ulong)attempt.Seed);
        var x = randn(Examples, Features, generator: random);
        var truth = tensor(new float[] { 3, -2, 1.5f, 0.7f, -0.3f, 0 });
        var y = x.matmul(truth) + randn(Examples, generator: random) * 0.5;
        double[] penalties = [.. Enumerable.Range(0, 31).Select(i => i * 0.1)];
        foreach (bool absolute in new[] { true, false })
        {
            var weights = penalties.Select(penalty => Fit(x, y, penalty, absolute)).ToArray();
            var plot = found.Plot(absolute ? "weight under L1" : "weight under L2", "penalty");
            for (int i = 0; i < Features; i++)
                plot.Line($"w{i + 1}", penalties.Zip(weights, (penalty, weight) => (penalty, (double)weight[i])));
            found.Values[absolute ? "zeros_under_l1" : "zeros_under_l2"] = weights[10].Count(weight => weight == 0);
        }
    }

    private static float[] Fit(Tensor x, Tensor y, double penalty, bool absolute)
    {
        const double Rate = 0.3;
        const int Steps = 200;
        using var scope = NewDisposeScope();
        var w = zeros(x.shape[1]);
        for (int step = 0; step < Steps; step++)
        {
            using var inner = NewDisposeScope();
            var next = w - Rate / x.shape[0] * x.t().matmul(x.matmul(w) - y);
            var shrunk = absolute
                ? next.sign() * (next.abs() - Rate * penalty).clamp_min(0)
                : next / (1 + Rate * penalty);
            w = shrunk.MoveToOuterDisposeScope();
        }
        return w.data<float>().ToArray();
    }
}
