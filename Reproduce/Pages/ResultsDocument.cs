using System.Globalization;
using ModelZoo.Reports.Charts;
using ModelZoo.Reports.Drawing;
using ModelZoo.Reports.Page;
using ModelZoo.Reproduce.Running;

namespace ModelZoo.Reproduce.Pages;

/// <summary>RESULTS.md and its pictures, made from results/runs.jsonl, which has a line for each run.</summary>
public static class ResultsDocument
{
    private const string RunsFile = "runs.jsonl";

    // A curve of 500 epochs is kept as this many points.
    private const int MostPoints = 60, Digits = 6;

    /// <summary>Adds runs to the kept ones. A run of the same seed replaces a shorter one.</summary>
    public static void Keep(string folder, Experiment experiment, IReadOnlyList<Measurement> runs)
    {
        if (runs.Count == 0)
            return;
        var kept = Read(folder).Where(old => old.Experiment != experiment.Name
            || runs.All(run => run.Seed != old.Seed || run.Epochs < old.Epochs)).ToList();
        var seeds = kept.Where(run => run.Experiment == experiment.Name).Select(run => run.Seed).ToHashSet();
        var added = runs.Where(run => !seeds.Contains(run.Seed)).Select(run => Shorten(experiment, run));
        var order = Experiments.All.Select(row => row.Name).ToList();
        var lines = kept.Concat(added).OrderBy(run => order.IndexOf(run.Experiment)).ThenBy(run => run.Seed);
        Directory.CreateDirectory(Results(folder));
        File.WriteAllLines(Path.Combine(Results(folder), RunsFile), lines.Select(run => run.Json()).ToArray());
    }

    /// <summary>Writes the page and its pictures again from all kept runs.</summary>
    public static void Write(string folder)
    {
        var kept = Read(folder).ToLookup(run => run.Experiment);
        var results = Experiments.All.Where(row => kept.Contains(row.Name))
            .Select(row => new Result(row, [.. kept[row.Name]]));
        Directory.CreateDirectory(Results(folder));
        foreach (var old in Directory.GetFiles(Results(folder)).Where(file => Path.GetFileName(file) != RunsFile))
            File.Delete(old);
        File.WriteAllText(Path.Combine(folder, "RESULTS.md"), Page(folder, [.. results]));
    }

    private sealed record Result(Experiment Experiment, IReadOnlyList<Measurement> Runs)
    {
        internal IReadOnlyList<ComparedRow> Rows { get; } = Comparing.Rows(Experiment, Runs);
        internal string Title => ResultText.Title(Experiment, Runs);
    }

    private static string Results(string folder) => Path.Combine(folder, "results");

    private static IReadOnlyList<Measurement> Read(string folder) =>
        Measurement.ReadLines(Path.Combine(Results(folder), RunsFile));

    private static string Page(string folder, Result[] results)
    {
        var sections = results.GroupBy(result => result.Experiment.Section)
            .Select(section => $"## {Experiments.Title(section.Key)}\n\n{Table(section)}\n\n"
                + string.Join("\n\n", section.Select(result => Describe(folder, result))));
        string[] parts = [Introduction(results), Deviations(results), .. sections];
        return string.Join("\n\n", parts.Where(part => part.Length > 0)) + "\n";
    }

    private static string Introduction(Result[] results)
    {
        var runs = results.SelectMany(result => result.Runs).ToArray();
        if (runs.Length == 0)
            return "# Results\n\nNothing has been run yet.";
        var days = Document.Range([runs.Min(run => run.Date)!, runs.Max(run => run.Date)!]);
        var machines = runs.GroupBy(run => run.Hardware).OrderByDescending(same => same.Count())
            .Select(same => $"{same.Key} ({ResultText.Count(same.Count(), "run")})");
        return string.Create(CultureInfo.InvariantCulture, $"""
            # Results

            The published experiments and ours beside them. `reproduce` writes this page and its pictures from runs.

            - Made by `dotnet run reproduce NAME --seeds N --write-docs` for each experiment, {days}, in
              {runs.Sum(run => run.Seconds) / 3600:0.0} hours. `scripts/reproduce quick` takes minutes.
            - Machines: {string.Join("; ", machines)}.
            - {Comparing.Count([.. results.SelectMany(result => result.Rows)])}.

            *Published*: minimum, median and maximum over all printed runs of the same code in the books' history,
            unless another spread is named. *Ours*: median, and minimum to maximum over the seeds. The runs themselves
            are in [results/{RunsFile}](results/{RunsFile}).
            """);
    }

    private static string Deviations(Result[] results)
    {
        var lines = from result in results
                    let outside = result.Rows.Where(row => !row.Inside).ToArray()
                    where outside.Length > 0
                    let deviations = string.Join("; ", outside.Select(Deviation))
                    select $"- {result.Title}, {deviations}. {result.Experiment.Note}";
        return lines.Any() ? "## Deviations\n\n" + string.Join('\n', lines).TrimEnd() : "";
    }

    private static string Deviation(ComparedRow row) => $"{ResultText.Metric(row.Target)}: {ResultText.Ours(row)} over "
        + $"{ResultText.Count(row.Ours.Count, "seed")}, published {ResultText.Published(row.Target)}";

    private static string Table(IEnumerable<Result> results)
    {
        const string Head = """
            | experiment | value | published | ours | seeds | | seconds |
            |---|---|---|---|---|---|---|
            """;
        var rows = from result in results
                   let seconds = result.Runs.Average(run => run.Seconds)
                   from row in result.Rows
                   let verdict = row.Inside ? "inside" : "**outside**"
                   select string.Create(CultureInfo.InvariantCulture, $"""
                       | {result.Title} | {ResultText.Metric(row.Target)} | {ResultText.Published(row.Target)} |
                        {ResultText.Ours(row)} | {row.Ours.Count} | {verdict} | {seconds:0.#} |
                       """).ReplaceLineEndings("");
        return string.Join('\n', rows.Prepend(Head));
    }

    // Writes the pictures that it names.
    private static string Describe(string folder, Result result)
    {
        var (experiment, runs) = result;
        var head = $"**{experiment.Title}** (`{experiment.Name}`; {experiment.Source}).";
        var parts = new List<string> { $"{head} {experiment.Setting}. {experiment.Note}".TrimEnd() };
        var figures = ResultCharts.Figures(experiment, runs);
        if (figures.Count > 0)
        {
            File.WriteAllText(Path.Combine(Results(folder), experiment.Name + ".svg"), LineChart.ForFile(figures));
            var titles = string.Join(", ", figures.Select(figure => figure.Title).Distinct());
            parts.Add($"![{titles}](results/{experiment.Name}.svg)");
        }
        foreach (var panel in runs[0].Panels)
        {
            var name = $"{experiment.Name}.{panel.Name.Replace(' ', '-').ToLowerInvariant()}.png";
            Picture[] pictures = [.. panel.Rows.SelectMany(row => row.Pictures).Select(Picture.OfPng)];
            var mosaic = Picture.Mosaic(pictures, panel.Rows.Max(row => row.Pictures.Count));
            File.WriteAllBytes(Path.Combine(Results(folder), name), mosaic.Png());
            var labels = string.Join(", ", panel.Rows.Select(row => row.Label));
            parts.Add($"{panel.Name}. {panel.Note}{(panel.Rows.Count > 1 ? $" Rows: {labels}." : "")}");
            parts.Add($"![{panel.Name}](results/{name})");
        }
        return string.Join("\n\n", parts);
    }

    // Keeps the curves that the page shows or compares, and the figures of one seed.
    private static Measurement Shorten(Experiment experiment, Measurement run) => run with
    {
        Seconds = Math.Round(run.Seconds, 2),
        Values = run.Values.ToDictionary(value => value.Key, value => Round(value.Value)),
        Curves = run.Curves.Where(curve => IsShown(experiment, curve.Key))
            .ToDictionary(curve => curve.Key, curve => Thin(experiment, curve.Value)),
        Plots = run.Seed == 0 ? run.Plots : [],
        Panels = run.Seed == 0 ? run.Panels : [],
    };

    private static bool IsShown(Experiment experiment, string metric) => experiment.IsDerived
        || experiment.Curves.Any(curve => curve.Metric == metric)
        || experiment.Targets.Any(target => target.Metric == metric && target.Epoch > 0);

    private static List<double[]> Thin(Experiment experiment, List<double[]> points)
    {
        int last = points.Count - 1, every = (last + MostPoints) / MostPoints;
        var published = experiment.Curves.SelectMany(curve => curve.Epochs).ToHashSet();
        var kept = points.Where((point, i) => (last - i) % every == 0 || i == 0 || published.Contains((int)point[0]));
        return [.. kept.Select(point => new[] { point[0], Round(point[1]) })];
    }

    private static double Round(double value)
    {
        var culture = CultureInfo.InvariantCulture;
        return double.IsFinite(value) ? double.Parse(value.ToString($"G{Digits}", culture), culture) : value;
    }
}
