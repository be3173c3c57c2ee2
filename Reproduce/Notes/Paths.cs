using ModelZoo.Reproduce.Running;
using ModelZoo.Reproduce.Ways;
using ModelZoo.Training.Optimizers;
using ModelZoo.Training.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelZoo.Reproduce.Notes;

/// <summary>The ways that optimizers, rates and penalties take.</summary>
internal static class Paths
{
    private static readonly (string Name, double Rate)[] Rules = [("sgd", 0.4), ("sgd:momentum=0.5", 0.4), ("adagrad", 0.4), ("rmsprop:alpha=0.9", 0.4), ("adadelta", 1), ("adam", 0.4)];

    /// <summary>On 0.1 x^2 + 2 y^2 from (-5, -2): steep one way, flat the other.</summary>
    internal static void Quadratic(Attempt attempt, Findings found)
    {
        const int Steps = 40;
        var ends = Walk(found, Steps, [-5, -2], p => 0.1 * p[0].square() + 2 * p[1].square());
        foreach (var (name, loss) in ends)
            found.Values[$"{name}_loss"] = loss;
    }

    /// <summary>On x^2 - y^2 from beside the ridge: what moves by the gradient's size stays long at the saddle, what scales it leaves at once.</summary>
    internal static void Saddle(Attempt attempt, Findings found)
    {
        var ends = Walk(found, 12, [-1, 1e-4f], p => p[0].square() - p[1].square(), scale: 0.25);
        foreach (var (name, loss) in ends)
            found.Values[$"{name}_loss"] = loss;
    }

    private static List<(string, double)> Walk(Findings found, int steps, float[] from, Func<Tensor, Tensor> height, double scale = 1)
    {
        var (paths, losses, ends) = (new List<(string, IEnumerable<(double, double)>)>(), new List<(string, IEnumerable<(double, double)>)>(), new List<(string, double)>());
        foreach (var (rule, rate) in Rules)
        {
            using var scope = NewDisposeScope();
            var point = tensor(from).requires_grad_();
            using var optimizer = OptimizerTable.Create(rule, [point], new(rate * scale));
            var (path, loss) = (new List<(double, double)>(), new List<(double, double)>());
            for (int step = 0; step <= steps; step++)
            {
                optimizer.zero_grad();
                var here = height(point);
                here.backward();
                var at = point.detach().data<float>().ToArray();
                path.Add((at[0], at[1]));
                loss.Add((step, here.ToDouble()));
                optimizer.step();
            }
            var name = rule.Split(':')[0] is "sgd" && rule.Contains("momentum") ? "momentum" : rule.Split(':')[0];
            paths.Add((name, path));
            losses.Add((name, loss));
            ends.Add((name, loss[^1].Item2));
        }
        found.Plots.Add(Plot.Of("path: y", "x", [.. paths]));
        found.Plots.Add(Plot.Of("loss", "step", [.. losses]));
        return ends;
    }

    /// <summary>Every schedule over 200 steps in 20 epochs, but the one that waits for the loss.</summary>
    internal static void Rates(Attempt attempt, Findings found)
    {
        const int Epochs = 20, Each = 10;
        var lines = new List<(string Name, List<(double X, double Y)> Points)>();
        foreach (var (name, warmup) in ScheduleTable.Names.Where(name => name != "plateau").Select(name => (name, 0L)).Append(("cosine", 30L)))
        {
            using var scope = NewDisposeScope();
            using var optimizer = new Training.Optimizers.SGD([zeros(1)], 1);
            var schedule = ScheduleTable.Create(name, Epochs * Each, Epochs, warmup);
            schedule.Attach(optimizer);
            var points = new List<(double, double)>();
            for (int step = 0; step < Epochs * Each; step++)
            {
                points.Add((step, optimizer.param_groups[0].lr));
                schedule.StepEnd();
                if ((step + 1) % Each == 0)
                    schedule.EpochEnd();
            }
            lines.Add((warmup > 0 ? "cosine after warm-up" : name, points));
        }
        foreach (var part in lines.Chunk(6))
            found.Plots.Add(Plot.Of("learning rate", "step", [.. part.Select(line => (line.Name, line.Points.AsEnumerable()))]));
        found.Values["cosine_half_way"] = lines.First(line => line.Name == "cosine").Points[Epochs * Each / 2].Y;
        found.Values["exponential_end"] = lines.First(line => line.Name == "exponential").Points[^1].Y;
    }

    /// <summary>
    /// Weights of a least-squares fit as the penalty grows: under L1 they reach nought one after the other, under L2 they only shrink.
    /// L1 by proximal steps (Daubechies et al. 2004), L2 by the same steps with its own.
    /// </summary>
    internal static void Penalties(Attempt attempt, Findings found)
    {
        const int Features = 6, Examples = 100, Steps = 2000;
        using var random = new Generator((ulong)attempt.Seed);
        var x = randn(Examples, Features, generator: random);
        var truth = tensor(new float[] { 3, -2, 1.5f, 0.7f, -0.3f, 0 });
        var y = x.matmul(truth) + randn(Examples, generator: random) * 0.5;
        double[] penalties = [.. Enumerable.Range(0, 31).Select(i => i * 0.1)];
        foreach (bool absolute in new[] { true, false })
        {
            var weights = penalties.Select(penalty => Fit(penalty, absolute)).ToArray();
            found.Plots.Add(Plot.Of(absolute ? "weight under L1" : "weight under L2", "penalty",
                [.. Enumerable.Range(0, Features).Select(i => ($"w{i + 1}", penalties.Zip(weights, (penalty, weight) => (penalty, (double)weight[i]))))]));
            found.Values[absolute ? "zeros_under_l1" : "zeros_under_l2"] = weights[10].Count(weight => weight == 0);
        }

        float[] Fit(double penalty, bool absolute)
        {
            using var scope = NewDisposeScope();
            var w = zeros(Features);
            const double Rate = 0.3;
            for (int step = 0; step < Steps / 10; step++)
            {
                using var inner = NewDisposeScope();
                var next = w - Rate / Examples * x.t().matmul(x.matmul(w) - y);
                w = (absolute ? next.sign() * (next.abs() - Rate * penalty).clamp_min(0) : next / (1 + Rate * penalty)).MoveToOuterDisposeScope();
            }
            return w.data<float>().ToArray();
        }
    }
}
