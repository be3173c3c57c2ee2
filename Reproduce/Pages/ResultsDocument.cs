
using System.Globalization;
using System.Text;
using ModelZoo.Reproduce.Running;

namespace ModelZoo.Reproduce.Pages;

/// <summary>
/// RESULTS.md with its pictures, out of results/NAME.jsonl beside it: a line a run that was made, kept and added to. Nothing is in the tables
/// that is not in these files.
/// </summary>
public static class ResultsDocument
{
    // A curve of 500 epochs is a picture of this many points.
    private const int MostPoints = 60, Digits = 6;

    /// <summary>Adds what was measured to what is kept; a seed that was run before is replaced.</summary>
    public static void Keep(string folder, Experiment experiment, IReadOnlyList<Measurement> runs)
    {
        if (runs.Count == 0)
            return;
        var path = File(folder, experiment);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var kept = Measurement.ReadLines(path).Where(old => runs.All(run => run.Seed != old.Seed || run.Epochs < old.Epochs)).ToList();
        var fresh = runs.Where(run => kept.All(old => old.Seed != run.Seed)).Select(run => Short(experiment, run) with { Plots = run.Seed == 0 ? run.Plots : [], Panels = run.Seed == 0 ? run.Panels : [] });
        System.IO.File.WriteAllLines(path, kept.Concat(fresh).OrderBy(run => run.Seed).Select(run => run.Json()));
    }

    /// <summary>Writes the page and its pictures anew from all that is kept.</summary>
    public static void Write(string folder)
    {
        var results = Experiments.All.Select(experiment => (Experiment: experiment, Runs: Measurement.ReadLines(File(folder, experiment)))).Where(result => result.Runs.Count > 0).ToArray();
        var pictures = Path.Combine(folder, "results");
        Directory.CreateDirectory(pictures);
        foreach (var old in Directory.GetFiles(pictures, "*.svg").Concat(Directory.GetFiles(pictures, "*.png")))
            System.IO.File.Delete(old);
        var rows = results.SelectMany(result => Comparing.Rows(result.Experiment, result.Runs)).ToArray();
        var runs = results.SelectMany(result => result.Runs).ToArray();
        var text = new StringBuilder("# Results\n\n");
        text.Append("The published experiments and ours beside them. This page and its pictures are written by `reproduce`, out of runs that were made; none of their numbers is written by hand.\n\n");
        if (runs.Length > 0)
            text.Append(CultureInfo.InvariantCulture, $"""
                - made by `dotnet run reproduce NAME --seeds N --write-docs` with each experiment's name, {string.Join(" to ", new[] { runs.Min(run => run.Date), runs.Max(run => run.Date) }.Distinct())}, in {runs.Sum(run => run.Seconds) / 3600:0.0} hours of runs; `scripts/reproduce quick` is the part that takes minutes
                - on {string.Join("; ", runs.GroupBy(run => run.Hardware).OrderByDescending(same => same.Count()).Select(same => $"{same.Key} ({same.Count()} {(same.Count() == 1 ? "run" : "runs")})"))}
                - {Comparing.Count(rows)}

                *Published*: minimum, median and maximum over all printed runs of the same code in the books' history, unless another spread is named. *Ours*: median, and minimum to maximum over the seeds.
                The runs themselves, with every value and curve, are the files results/NAME.jsonl.

                """);
        var titles = results.ToDictionary(result => result.Experiment, result => ResultText.Title(result.Experiment, result.Runs));
        Deviations(text, rows, titles);
        foreach (var section in results.GroupBy(result => result.Experiment.Section))
        {
            text.Append(CultureInfo.InvariantCulture, $"## {Experiments.Title(section.Key)}\n\n| experiment | value | published | ours | seeds | | seconds |\n|---|---|---|---|---|---|---|\n");
            foreach (var (experiment, made) in section)
                foreach (var row in Comparing.Rows(experiment, made))
                    text.Append(CultureInfo.InvariantCulture, $"| {titles[experiment]} | {ResultText.Metric(row.Target)} | {Published(row.Target)} | {Ours(row)} | {row.Ours.Count} | {(row.Inside ? "inside" : "**outside**")} | {made.Average(run => run.Seconds):0.#} |\n");
            text.Append('\n');
            foreach (var (experiment, made) in section)
                Describe(text, pictures, experiment, made);
        }
        System.IO.File.WriteAllText(Path.Combine(folder, "RESULTS.md"), text.ToString().TrimEnd() + "\n");
    }

    private static string File(string folder, Experiment experiment) => Path.Combine(folder, "results", experiment.Name + ".jsonl");

    private static void Deviations(StringBuilder text, IReadOnlyList<ComparedRow> rows, Dictionary<Experiment, string> titles)
    {
        if (rows.All(row => row.Inside))
            return;
        text.Append("## Deviations\n\n");
        foreach (var outside in rows.Where(row => !row.Inside).GroupBy(row => row.Experiment))
            text.Append(CultureInfo.InvariantCulture, $"- {titles[outside.Key]}, {string.Join("; ", outside.Select(Deviation))}. {outside.Key.Note}\n");
        text.Append('\n');
    }

    private static string Deviation(ComparedRow row) => $"{ResultText.Metric(row.Target)}: {Ours(row)} over {row.Ours.Count} {(row.Ours.Count == 1 ? "seed" : "seeds")}, published {Published(row.Target)}";

    private static void Describe(StringBuilder text, string pictures, Experiment experiment, IReadOnlyList<Measurement> runs)
    {
        text.Append(CultureInfo.InvariantCulture, $"**{experiment.Title}** (`{experiment.Name}`; {experiment.Source}). {experiment.Setting}. {experiment.Note}\n\n");
        bool any = false;
        foreach (var (name, chart) in ResultCharts.Of(experiment, runs).Where(figure => ResultCharts.IsFigure(experiment, figure.Name, figure.Chart)))
        {
            System.IO.File.WriteAllText(Path.Combine(pictures, name + ".svg"), chart.File());
            text.Append(CultureInfo.InvariantCulture, $"![{chart.Title}](results/{name}.svg)\n");
            any = true;
        }
        foreach (var panel in runs[0].Panels)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{panel.Name}. {panel.Note}\n\n");
            foreach (var (number, row) in panel.Rows.Index())
                foreach (var (place, png) in row.Pictures.Index())
                {
                    var name = $"{experiment.Name}.{panel.Name.Replace(' ', '-').ToLowerInvariant()}.{number + 1}.{place + 1}.png";
                    System.IO.File.WriteAllBytes(Path.Combine(pictures, name), png);
                    text.Append(CultureInfo.InvariantCulture, $"{(place == 0 && row.Label.Length > 0 ? row.Label + ": " : "")}![{row.Label}](results/{name}){(place == row.Pictures.Count - 1 ? "\n\n" : " ")}");
                }
            any = true;
        }
        if (any)
            text.Append('\n');
    }

    private static string Published(Target target) => target.Spread switch
    {
        "" => $"{ResultText.Number(target.Low)} / {ResultText.Number(target.Median)} / {ResultText.Number(target.High)}{(target.Runs > 0 ? $" ({target.Runs} runs)" : "")}",
        Target.Exact => $"{ResultText.Number(target.Median)} ({Target.Exact})",
        Target.Bounds => $"{ResultText.Number(target.Low)} to {ResultText.Number(target.High)} ({Target.Bounds})",
        var other => $"{ResultText.Number(target.Median)}, {ResultText.Number(target.Low)} to {ResultText.Number(target.High)} ({other}{(target.Runs > 0 ? $", {target.Runs} runs" : "")})",
    };

    private static string Ours(ComparedRow row) => row.Ours.Count == 1 ? ResultText.Number(row.Median) : $"{ResultText.Number(row.Median)} ({ResultText.Number(row.Least)} to {ResultText.Number(row.Most)})";

    private static Measurement Short(Experiment experiment, Measurement run) => run with
    {
        Seconds = Math.Round(run.Seconds, 2),
        Values = run.Values.ToDictionary(value => value.Key, value => Rounded(value.Value)),
        Curves = run.Curves.ToDictionary(curve => curve.Key, curve => Thinned(experiment, curve.Value)),
    };

    private static double[][] Thinned(Experiment experiment, double[][] points)
    {
        int every = (points.Length + MostPoints - 1) / MostPoints;
        var published = experiment.Curves.SelectMany(curve => curve.Epochs).ToHashSet();
        return [.. points.Where((point, i) => (points.Length - 1 - i) % every == 0 || i == 0 || published.Contains((int)point[0])).Select(point => new[] { point[0], Rounded(point[1]) })];
    }

    private static double Rounded(double value) => double.IsFinite(value) ? double.Parse(value.ToString($"G{Digits}", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture) : value;
}
