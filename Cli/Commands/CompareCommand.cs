using System.CommandLine;
using ModelZoo.Cli.Display;
using ModelZoo.Reports.Compare;

namespace ModelZoo.Cli.Commands;

/// <summary>compare: several runs beside each other, as a table here and as a page.</summary>
internal static class CompareCommand
{
    internal static Command Verb()
    {
        var folders = new Argument<string[]>("run")
        {
            Description = "the folders of two or more runs",
            Arity = ArgumentArity.OneOrMore,
        };
        var output = Options.Output("FILE", "the page to write (default: compare.html beside the first run)");
        var about = Options.About("Compare runs; seeds of the same settings form a group", "compare runs/A runs/B");
        var verb = new Command("compare", about) { folders, output };
        verb.SetAction(parsed =>
        {
            var comparison = new Comparison(parsed.GetValue(folders)!);
            var beside = Path.Combine(Path.GetDirectoryName(comparison.Runs[0].Folder)!, "compare.html");
            var page = Options.File(output, parsed.GetValue(output) ?? Output.ShortPath(beside));
            TextTable.Write(["settings", "runs", "judged by", "result"],
                comparison.Ranked.Select(group => new[]
                {
                    group.Name, $"{group.Runs.Count}", Output.Heading(group.Result.Column),
                    Comparison.MeanAndSpread(group),
                }),
                right: [1]);
            foreach (var verdict in comparison.Verdicts())
                Console.Out.WriteLine(verdict);
            ComparePage.Write(page, comparison);
            Console.Out.WriteLine($"page: {page}");
        });
        return verb;
    }
}
