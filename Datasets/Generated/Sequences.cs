using System.Globalization;
using ModelZoo.Datasets.Files;
using ModelZoo.Datasets.Sets;
using ModelZoo.Datasets.Text;
using static TorchSharp.torch;

namespace ModelZoo.Datasets.Generated;

/// <summary>Problems that need a memory.</summary>
internal static class Sequences
{
    private static readonly string[] Symbols = ["a", "b", "c", "d", "e", "f", "g", "h"];

    /// <summary>Two of `steps` numbers are marked, one in each half; the target is their sum. Hochreiter and Schmidhuber 1997. [N, T, 2] to [N, 1].</summary>
    internal static Synthetic.Maker Adding(int steps) => (count, random) =>
    {
        var numbers = rand(count, steps, generator: random);
        var first = randint(0, steps / 2, [count, 1], generator: random);
        var second = randint(steps / 2, steps, [count, 1], generator: random);
        var marks = zeros(count, steps).scatter_(1, first, ones(count, 1)).scatter_(1, second, ones(count, 1));
        return (stack([numbers, marks], 2), (numbers * marks).sum(1, keepdim: true));
    };

    /// <summary>Whether the number of ones is odd. [N, T, 1] to a class.</summary>
    internal static Synthetic.Maker Parity(int steps) => (count, random) =>
    {
        var bits = randint(0, 2, [count, steps], generator: random);
        return (bits.to(ScalarType.Float32).unsqueeze(2), bits.sum(1).remainder(2));
    };

    /// <summary>A row of letters, to be given back as it is or from its end.</summary>
    internal static Func<DatasetEntry, DatasetOptions, Dataset> Letters(bool reversed) => (set, options) =>
        Pairs(set, options, steps: 10, random =>
        {
            var letters = Enumerable.Range(0, random.Next(3, options.Steps is { } most ? Math.Max(4, most) : 10)).Select(_ => Symbols[random.Next(Symbols.Length)]).ToArray();
            return (letters, reversed ? [.. letters.Reverse()] : letters);
        });

    /// <summary>Dates as people write them, to ISO 8601; tokens are characters.</summary>
    internal static Dataset Dates(DatasetEntry set, DatasetOptions options)
    {
        string[] formats = ["d MMMM yyyy", "MMMM d, yyyy", "d MMM yyyy", "MMM d, yyyy", "dd/MM/yyyy", "dddd, d MMMM yyyy", "d.M.yyyy", "yyyy/MM/dd"];
        var first = new DateTime(1900, 1, 1);
        int days = (int)(new DateTime(2100, 1, 1) - first).TotalDays;
        return Pairs(set, options, steps: 32, random =>
        {
            var date = first.AddDays(random.Next(days));
            static string[] Characters(string text) => [.. text.Select(c => c.ToString())];
            return (Characters(date.ToString(formats[random.Next(formats.Length)], CultureInfo.InvariantCulture).ToLowerInvariant()),
                    Characters(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
        });
    }

    private static Dataset Pairs(DatasetEntry set, DatasetOptions options, int steps, Func<Random, (string[], string[])> make)
    {
        if (options.Steps is < 2 || options.Examples is < 2)
            throw new DatasetException($"{set.Name} needs 2 steps and 2 examples at least.");
        // .NET keeps the numbers that a seeded Random gives.
        var random = new Random((int)(LoaderState.Mix(options.Seed, 0) & int.MaxValue));
        Sentences sources = new(), targets = new();
        for (int count = options.Examples is { } wanted ? wanted + Math.Max(1, wanted / 5) : 12_000; count > 0; count--)
        {
            var (source, target) = make(random);
            sources.Add(source);
            targets.Add(target);
        }
        return SentencePairs.Build(set.Name, sources, targets, options.Steps ?? steps, minimumFrequency: 1, testRatio: 1.0 / 6, options.Seed);
    }
}
