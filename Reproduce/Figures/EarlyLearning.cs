using ModelZoo.Ideas.Classic;
using ModelZoo.Reproduce.Running;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelZoo.Reproduce.Figures;

/// <summary>Rules from before back-propagation.</summary>
internal static class EarlyLearning
{
    /// <summary>Oja's weights turn to the first principal component. Hebb's grow without bound.</summary>
    internal static void Oja(Attempt attempt, Measurement found)
    {
        const int Steps = 2000, Features = 5;
        var mixing = randn(Features, Features, dtype: float64);
        var x = randn(Steps, Features, dtype: float64).matmul(mixing) / 2;
        var first = linalg.eigh(x.t().matmul(x)).Item2.select(1, Features - 1);
        var (oja, hebb) = (randn(Features, dtype: float64) * 0.1, randn(Features, dtype: float64) * 0.1);
        var cosine = found.Plot("|cosine| with the first component", "example").Line("Oja");
        var lengths = found.Plot("length of the weights", "example");
        var (ojaLength, hebbLength) = (lengths.Line("Oja"), lengths.Line("Hebb"));
        for (int step = 0; step < Steps; step++)
        {
            using var scope = NewDisposeScope();
            oja = HebbianUnit.Oja(oja, x[step], 0.005).MoveToOuterDisposeScope();
            hebb = HebbianUnit.Hebb(hebb, x[step], 0.005).MoveToOuterDisposeScope();
            if (step % 20 == 0)
            {
                cosine.Add(step, (oja.dot(first) / oja.norm()).abs().ToDouble());
                ojaLength.Add(step, oja.norm().ToDouble());
                hebbLength.Add(step, Math.Min(hebb.norm().ToDouble(), 1e6));
            }
        }
        found.Values["cosine"] = cosine.Last;
        found.Values["length"] = ojaLength.Last;
        found.Values["length_by_hebb"] = hebbLength.Last;
    }

    /// <summary>Units that compete for points on a ring, alone and with their neighbors in a map.</summary>
    internal static void Map(Attempt attempt, Measurement found)
    {
        const int Side = 8, Steps = 6000;
        using var random = new Generator((ulong)attempt.Seed);
        var points = rand([1000, 2], float64, generator: random);
        foreach (var (name, key, neighbors) in new[] { ("competition", "alone", false), ("map", "map", true) })
        {
            var layer = CompetitiveLayer.Grid(Side, 2, random);
            for (int step = 0; step < Steps; step++)
            {
                using var scope = NewDisposeScope();
                double left = 1 - (double)step / Steps;
                layer.Learn(points[step % 1000], 0.02 + 0.2 * left, neighbors ? 0.3 + Side / 2.0 * left * left : 0);
            }
            found.Values[$"{key}_quantization"] = layer.QuantizationError(points);
            found.Values[$"{key}_topographic"] = layer.TopographicError(points);
            var plot = found.Plot($"{name}: y, in hundredths", "x, in hundredths");
            var units = layer.Units.view(Side, Side, 2);
            // Lines along the map's rows show how it lies in the square.
            for (int row = 0; row < Side; row++)
                plot.Line($"row {row + 1}", units[row].unbind()
                    .Select(unit => (100 * unit[0].ToDouble(), 100 * unit[1].ToDouble())));
        }
    }

    /// <summary>
    /// Mistakes of the perceptron by the margin of the data, below Novikoff's bound; and exclusive or.
    /// </summary>
    internal static void Perceptron(Attempt attempt, Measurement found)
    {
        const int Points = 100;
        var plot = found.Plot("mistakes until none is left", "margin, in hundredths");
        var (mistakes, bounds) = (plot.Line("perceptron"), plot.Line("bound (R/g)^2"));
        double[] separator = [1, 1, 0];
        int violations = 0;
        foreach (double margin in new[] { 0.02, 0.05, 0.1, 0.2, 0.4, 0.8 })
        {
            var examples = new List<double[]>();
            while (examples.Count < Points)
            {
                double[] x = [.. randn(2, dtype: float64).data<double>().ToArray(), 1];
                if (Math.Abs(BinaryPerceptron.Dot(separator, x)) / Math.Sqrt(2) >= margin)
                    examples.Add(x);
            }
            int[] labels = [.. examples.Select(x => Math.Sign(BinaryPerceptron.Dot(separator, x)))];
            var (_, made, converged) = BinaryPerceptron.Learn([.. examples], labels, 1000);
            mistakes.Add(100 * margin, made);
            bounds.Add(100 * margin, BinaryPerceptron.Bound([.. examples], labels, separator));
            violations += converged && made <= bounds.Last ? 0 : 1;
        }
        found.Values["violations_of_the_bound"] = violations;
        var xor = BinaryPerceptron.Learn([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]], [-1, 1, 1, -1], 1000);
        found.Values["xor_converges"] = xor.Converged ? 1 : 0;
        found.Values["and_converges"] = BinaryPerceptron
            .Learn([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]], [-1, -1, -1, 1], 1000).Converged ? 1 : 0;
    }
}
