using System.Globalization;
using ModelZoo.Datasets.Text;

namespace ModelZoo.Datasets.Generated;

/// <summary>Problems that need a memory.</summary>
internal static class Sequences
{
    private static readonly string[] Symbols = ["a", "b", "c", "d", "e", "f", "g", "h"];

    private static readonly string[] DateFormats =
    [
        "d MMMM yyyy", "MMMM d, yyyy", "d MMM yyyy", "MMM d, yyyy",
        "dd/MM/yyyy", "dddd, d MMMM yyyy", "d.M.yyyy", "yyyy/MM/dd",
    ];

    /// <summary>Two numbers are marked, one in each half; the target is their sum. [N, T, 2] to [N, 1].</summary>
    // Hochreiter and Schmidhuber 1997.
    internal static ExampleMaker Adding(int steps) => (count, random) =>
    {
        var numbers = rand(count, steps, generator: random);
        var first = randint(0, steps / 2, [count, 1], generator: random);
        var second = randint(steps / 2, steps, [count, 1], generator: random);
        var marks = zeros(count, steps).scatter_(1, first, ones(count, 1)).scatter_(1, second, ones(count, 1));
        return (stack([numbers, marks], 2), (numbers * marks).sum(1, keepdim: true));
    };

    /// <summary>Whether the number of ones is odd. [N, T, 1] to a class.</summary>
    internal static ExampleMaker Parity(int steps) => (count, random) =>
    {
        var bits = randint(0, 2, [count, steps], generator: random);
        return (bits.to(ScalarType.Float32).unsqueeze(2), bits.sum(1).remainder(2));
    };

    /// <summary>A row of letters, to be copied or reversed.</summary>
    internal static DatasetReader Letters(bool reversed) => (entry, options) =>
    {
        int end = options.Steps is { } steps ? Math.Max(4, steps) : 10;
        return Pairs(entry, options, defaultSteps: 10, random =>
        {
            int count = random.Next(3, end);
            var letters = Enumerable.Range(0, count).Select(_ => Symbols[random.Next(Symbols.Length)]).ToArray();
            return (letters, reversed ? [.. letters.Reverse()] : letters);
        });
    };

    /// <summary>Dates as people write them, to ISO 8601. Tokens are characters.</summary>
    internal static Dataset Dates(DatasetEntry entry, DatasetOptions options)
    {
        var first = new DateTime(1900, 1, 1);
        int days = (int)(new DateTime(2100, 1, 1) - first).TotalDays;
        return Pairs(entry, options, defaultSteps: 32, random =>
        {
            var date = first.AddDays(random.Next(days));
            var written = Format(date, DateFormats[random.Next(DateFormats.Length)]).ToLowerInvariant();
            return (Characters(written), Characters(Format(date, "yyyy-MM-dd")));
        });

        static string Format(DateTime date, string format) => date.ToString(format, CultureInfo.InvariantCulture);
        static string[] Characters(string text) => [.. text.Select(c => c.ToString())];
    }

    private static Dataset Pairs(
        DatasetEntry entry, DatasetOptions options, int defaultSteps, Func<Random, (string[], string[])> make)
    {
        if (options.Steps is < 2 || options.Examples is < 2)
            throw new DatasetException($"{entry.Name} needs 2 steps and 2 examples at least.");
        // A seeded Random gives the same numbers in all versions of .NET.
        var random = new Random((int)(LoaderState.Mix(options.Seed, 0) & int.MaxValue));
        Corpus sources = new(), targets = new();
        for (int count = options.Examples is { } train ? train + Math.Max(1, train / 5) : 12_000; count > 0; count--)
        {
            var (source, target) = make(random);
            sources.AddSentence(source);
            targets.AddSentence(target);
        }
        return SentencePairs.Build(entry.Name, sources, targets,
            options.Steps ?? defaultSteps, minimumFrequency: 1, testRatio: 1.0 / 6, options.Seed);
    }
}
