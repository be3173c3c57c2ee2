using ModelZoo.Ideas.Differentiation;
using ModelZoo.Reproduce.Running;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelZoo.Reproduce.Figures;

/// <summary>Ways to a derivative, from differences to automatic differentiation.</summary>
internal static class Derivatives
{
    /// <summary>The error of differences of e^x at 1, by the step.</summary>
    internal static void StepSizes(Attempt attempt, Measurement found)
    {
        var plot = found.Plot("error of the derivative of e^x at 1", "step, as a power of ten");
        foreach (var (name, difference) in new (string, Func<Func<double, double>, double, double, double>)[]
            {
                ("forward", NumericDerivative.Forward), ("central", NumericDerivative.Central),
            })
        {
            var line = plot.Line(name);
            for (double power = -15; power <= 0; power += 0.25)
                line.Add(power, Math.Max(Math.Abs(difference(Math.Exp, 1, Math.Pow(10, power)) - Math.E), 1e-16));
            double At(double power) => line.Points.First(point => point[0] == power)[1];
            found.Values[$"{name}_best_step_power"] = line.Points.MinBy(point => point[1])![0];
            // The error falls by this power of the step while rounding does not matter.
            found.Values[$"{name}_order"] = Math.Log10(At(-1) / At(-2));
        }
    }

    /// <summary>The same gradient by a formula, dual numbers, a tape, and libtorch.</summary>
    internal static void FourWays(Attempt attempt, Measurement found)
    {
        double[] point = [2, 5];
        double[] autograd = Autograd(x => x[0].log() + x[0] * x[1] - x[1].sin(), point);
        found.Values["from_formula"] = Furthest(Expression.Gradient(ExampleFunctions.Baydin, point), autograd);
        found.Values["from_dual"] = Furthest(Dual.Gradient(ExampleFunctions.Baydin, point), autograd);
        found.Values["from_tape"] = Furthest(Tape.Gradient(ExampleFunctions.Baydin, point), autograd);
        found.Values["from_differences"] =
            Furthest(NumericDerivative.Gradient(ExampleFunctions.Baydin, point), autograd);
        found.Values["neuron_slope"] = Tape.Gradient(ExampleFunctions.Neuron, [1, 0, 0])[1];
        var plot = found.Plot("value and derivative of ln x + 5 x - sin 5", "x");
        var (value, slope) = (plot.Line("value"), plot.Line("derivative, by dual numbers"));
        for (double x = 0.2; x < 4.05; x += 0.2)
        {
            var there = ExampleFunctions.Baydin([new Dual(x, 1), Dual.Constant(5)]);
            value.Add(x, there.Value);
            slope.Add(x, there.Slope);
        }
    }

    /// <summary>The size of the formula of a derivative, and the length of the tape, by the number of steps.</summary>
    internal static void ExpressionSwell(Attempt attempt, Measurement found)
    {
        var plot = found.Plot("operations", "times x becomes 4 x (1 - x)");
        var (plain, simple, taped) =
            (plot.Line("formula of the derivative"), plot.Line("simplified"), plot.Line("tape of reverse mode"));
        for (int times = 1; times <= 7; times++)
        {
            var formula = ExampleFunctions.Logistic(Expression.Variable(0), times).Derivative(0);
            var tape = new Tape();
            var x = tape.Input(0.3);
            var slope = tape.Backward(ExampleFunctions.Logistic(x, times))[x.Place];
            found.Values["difference"] = Math.Abs(slope - formula.Evaluate([0.3]));
            plain.Add(times, formula.Size);
            simple.Add(times, formula.Simplify().Size);
            taped.Add(times, tape.Length);
        }
        found.Values["growth_of_formula"] = simple.Last / simple.Points[^2][1];
        found.Values["growth_of_tape"] = taped.Last - taped.Points[^2][1];
    }

    /// <summary>Back-propagation by hand beside autograd, over some steps of gradient descent.</summary>
    internal static void ByHand(Attempt attempt, Measurement found)
    {
        const int Steps = 200;
        const double Rate = 2;
        long[] widths = [2, 8, 8, 1];
        Tensor[] weights = [.. Enumerable.Range(0, 3).Select(i => randn(widths[i + 1], widths[i], dtype: float64))];
        Tensor[] biases = [.. Enumerable.Range(0, 3).Select(i => zeros(widths[i + 1], dtype: float64))];
        var x = tensor(new double[,] { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } });
        var y = tensor(new double[,] { { 0 }, { 1 }, { 1 }, { 0 } });
        Tensor[] all = [.. weights, .. biases];
        var byHand = new Backpropagation(weights, biases, 1e-5);
        var plot = found.Plot("loss on exclusive or", "step").Line("gradients by hand");
        double furthest = 0;
        for (int step = 0; step < Steps; step++)
        {
            using var scope = NewDisposeScope();
            var gradients = byHand.Gradients(x, y);
            Tensor[] ours = [.. gradients.Select(layer => layer.Weight), .. gradients.Select(layer => layer.Bias)];
            Tensor[] leaves = [.. all.Select(parameter => parameter.clone().requires_grad_())];
            var loss = new Backpropagation(leaves[..3], leaves[3..], 1e-5).Loss(x, y);
            var theirs = autograd.grad([loss], leaves);
            furthest = Math.Max(furthest, ours.Zip(theirs, (a, b) => (a - b).abs().max().ToDouble()).Max());
            plot.Add(step, loss.ToDouble());
            foreach (var (parameter, gradient) in all.Zip(ours))
                parameter.sub_(Rate * gradient);
        }
        found.Values["difference_from_autograd"] = furthest;
        found.Values["last_over_first_loss"] = plot.Last / plot.First;
    }

    /// <summary>BPTT and RTRL give the same gradient; their cost and memory grow differently.</summary>
    internal static void ThroughTime(Attempt attempt, Measurement found)
    {
        const int Hidden = 8, Inputs = 3;
        var network = new RecurrentGradients(randn(Hidden, Hidden + Inputs + 1, dtype: float64) * 0.4, Hidden);
        var work = found.Plot("multiply-adds", "length");
        var memory = found.Plot("numbers kept", "length");
        double bptt = 0, rtrl = 0;
        foreach (var (plot, cost) in new[] { (work, 0), (memory, 1) })
        {
            long Part((long Work, long Memory) both) => cost == 0 ? both.Work : both.Memory;
            int[] lengths = [.. Enumerable.Range(1, 20).Select(i => 10 * i)];
            plot.Line("BPTT", lengths.Select(length => ((double)length, (double)Part(network.BpttCost(length)))));
            plot.Line("RTRL", lengths.Select(length => ((double)length, (double)Part(network.RtrlCost(length)))));
        }
        foreach (int length in new[] { 5, 10, 20, 40, 80 })
        {
            using var scope = NewDisposeScope();
            var (x, y) = (randn(length, Inputs, dtype: float64), rand(length, Hidden, dtype: float64));
            var leaf = network.Weights.clone().requires_grad_();
            var right = autograd.grad([(network with { Weights = leaf }).Loss(x, y)], [leaf])[0];
            double Away(Tensor gradient) => ((gradient - right).norm() / right.norm()).ToDouble();
            bptt = Math.Max(bptt, Away(network.Bptt(x, y)));
            rtrl = Math.Max(rtrl, Away(network.Rtrl(x, y)));
        }
        found.Values["bptt_difference"] = bptt;
        found.Values["rtrl_difference"] = rtrl;
    }

    private static double Furthest(double[] ours, double[] right) => ours.Zip(right, (a, b) => Math.Abs(a - b)).Max();

    private static double[] Autograd(Func<Tensor[], Tensor> f, double[] point)
    {
        Tensor[] leaves = [.. point.Select(x => tensor(x, float64).requires_grad_())];
        return [.. autograd.grad([f(leaves)], leaves).Select(gradient => gradient.ToDouble())];
    }
}
