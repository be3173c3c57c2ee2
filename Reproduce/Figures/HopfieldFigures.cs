using ModelZoo.Datasets;
using ModelZoo.Datasets.Sets;
using ModelZoo.Ideas.Classic;
using ModelZoo.Reports.Drawing;
using ModelZoo.Reproduce.Running;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelZoo.Reproduce.Figures;

/// <summary>What a Hopfield network remembers, how much of it, and how it solves a puzzle.</summary>
internal static class HopfieldFigures
{
    /// <summary>Four units and two patterns: all energies.</summary>
    internal static void Example(Attempt attempt, Measurement found)
    {
        var patterns = tensor(new double[,] { { 1, -1, -1, 1 }, { -1, 1, -1, 1 } });
        var network = Hopfield.Store(patterns);
        var expected = tensor(new double[,] { { 0, -2, 0, 0 }, { -2, 0, 0, 0 }, { 0, 0, 0, -2 }, { 0, 0, -2, 0 } });
        found.Values["weight_difference"] = (network.Weights - expected).abs().max().ToDouble();
        var energies = found.Plot("energy", "state, as a binary number").Line("of four units");
        for (int state = 0; state < 16; state++)
        {
            var bits = tensor(new double[] { state & 8, state & 4, state & 2, state & 1 }).gt(0).to(float64) * 2 - 1;
            energies.Add(state, network.Energy(bits));
        }
        double[] levels = [.. energies.Values.Distinct().Order()];
        found.Values["levels"] = levels.Length;
        (found.Values["lowest"], found.Values["highest"]) = (levels[0], levels[^1]);
        var next = patterns.matmul(network.Weights).sign();
        found.Values["bits_that_change"] = next.ne(patterns).sum().ToDouble();
        found.Values["energy_of_patterns"] = patterns.unbind().Max(network.Energy);
    }

    /// <summary>Damaged glyphs fall into the stored ones; the energy never rises.</summary>
    internal static void Recall(Attempt attempt, Measurement found)
    {
        int[] digits = [0, 1, 4, 7];
        using var random = new Generator((ulong)attempt.Seed);
        using var data = DatasetCatalog.Open("glyphs", new DatasetOptions { Seed = attempt.Seed, Examples = 10 });
        var ink = data.Train.Inputs.index_select(0, tensor(digits)).to(float64) / 255;
        var patterns = ink.gt(0.5).to(float64).flatten(1) * 2 - 1;
        // Noise and holes: a fifth of the pixels is turned round, or the lower half is blank.
        var noisy = patterns * where(rand(patterns.shape, generator: random).lt(0.2), -1.0, 1.0);
        var halves = patterns.clone();
        halves.narrow(1, 392, 392).fill_(-1);
        var network = Hopfield.Store(Decorrelated(patterns), scale: true);
        var plot = found.Plot("energy", "visits of a unit");
        double wrong = 0, rise = double.NegativeInfinity;
        List<PanelRow> rows = [Row("stored", patterns)];
        foreach (var (name, damaged) in new[] { ("a fifth turned round", noisy), ("lower half blank", halves) })
        {
            var recalled = new List<Tensor>();
            foreach (var (i, start) in damaged.unbind().Index())
            {
                var energies = new List<double> { network.Energy(start) };
                recalled.Add(network.Recall(start, random, energies));
                rise = Math.Max(rise, energies.Zip(energies.Skip(1), (before, after) => after - before).Max());
                wrong = Math.Max(wrong, recalled[^1].ne(patterns[i]).to(float64).mean().ToDouble());
                if (name == "lower half blank")
                    plot.Line($"{digits[i]}", energies.Index().Where(point => point.Index % 16 == 0)
                        .Select(point => ((double)point.Index, point.Item)));
            }
            rows.Add(Row(name, damaged));
            rows.Add(Row("recalled", stack(recalled)));
        }
        found.Values["wrong_pixels"] = wrong;
        found.Values["largest_rise"] = Math.Max(0, rise);
        found.Panels.Add(new Panel("Recall", "Four digits in a network of 784 units.", rows));
    }

    /// <summary>The share of stored bits that a step makes wrong, by the load.</summary>
    internal static void Capacity(Attempt attempt, Measurement found)
    {
        const int Units = 1000;
        using var random = new Generator((ulong)attempt.Seed);
        double[] loads = [0.05, 0.08, 0.105, 0.138, 0.185, 0.25, 0.3, 0.4, 0.5];
        var plot = found.Plot("share of wrong bits after a step", "patterns for a hundred units");
        var (formula, measured) = (plot.Line("formula"), plot.Line("measured, 1,000 units"));
        double furthest = 0;
        foreach (double load in loads)
        {
            int patterns = (int)(load * Units);
            formula.Add(100 * load, Hopfield.ExpectedErrors(load));
            measured.Add(100 * load, Hopfield.MeasuredErrors(Units, patterns, random));
            // Other patterns disturb a bit, and its own does not. That matters at small loads.
            double right = Hopfield.ExpectedErrors((patterns - 1.0) / Units), bits = (double)patterns * Units;
            furthest = Math.Max(furthest, Math.Abs(measured.Last - right) / Math.Sqrt(right * (1 - right) / bits));
        }
        found.Values["formula_at_0.105"] = Hopfield.ExpectedErrors(0.105);
        found.Values["formula_at_0.138"] = Hopfield.ExpectedErrors(0.138);
        found.Values["formula_at_0.185"] = Hopfield.ExpectedErrors(0.185);
        found.Values["deviations_from_formula"] = furthest;
    }

    /// <summary>Ten cities: which starts end in a tour, and how long it is.</summary>
    internal static void Tour(Attempt attempt, Measurement found)
    {
        const int Cities = 10, Starts = 40;
        using var random = new Generator((ulong)attempt.Seed);
        var cities = rand([Cities, 2], float64, generator: random);
        var (best, order) = TravelingSalesman.BruteForce(cities);
        var solver = new TravelingSalesman();
        var tours = Enumerable.Range(0, Starts).Select(_ => solver.Solve(cities, random)).OfType<int[]>().ToArray();
        double[] lengths = [.. tours.Select(tour => TravelingSalesman.Length(cities, tour))];
        found.Values["valid_share"] = (double)tours.Length / Starts;
        found.Values["mean_over_best"] = lengths.Average() / best;
        double[] chance = [.. Enumerable.Range(0, 1000).Select(_ => TravelingSalesman.Length(cities,
            [.. randperm(Cities, generator: random).data<long>().ToArray().Select(city => (int)city)]))];
        found.Values["random_over_best"] = chance.Average() / best;
        found.Values["best_tour_is_closed"] = order.Distinct().Count();
        var plot = found.Plot("tour: y, in hundredths", "x, in hundredths");
        plot.Line("shortest", Points(order));
        plot.Line("shortest by the network", Points(tours[Array.IndexOf(lengths, lengths.Min())]));

        IEnumerable<(double, double)> Points(int[] tour) => tour.Append(tour[0])
            .Select(city => (100 * cities[city, 0].ToDouble(), 100 * cities[city, 1].ToDouble()));
    }

    // Glyphs are mostly background, so that all are alike. What they share is taken away before Hebb's rule is applied.
    private static Tensor Decorrelated(Tensor patterns)
    {
        var (vectors, values) = (patterns.t(), patterns.matmul(patterns.t()));
        var whitened = vectors.matmul(linalg.inv(linalg.cholesky(values)).t());
        return whitened.t() * Math.Sqrt(patterns.shape[1]);
    }

    private static PanelRow Row(string label, Tensor states) =>
        new(label, [.. Picture.Of((states.view(-1, 1, 28, 28) + 1) / 2).Select(picture => picture.Png())]);
}
