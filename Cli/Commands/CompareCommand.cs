
using System.CommandLine;
using ModelZoo.Cli.Display;
using ModelZoo.Reports.Compare;

namespace ModelZoo.Cli.Commands;

/// <summary>compare: runs beside each other, as a page and in short here.</summary>
internal static class CompareCommand
{
    internal static Command Verb()
    {
        var folders = new Argument<string[]>("run") { Description = "the folders of two runs or more", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("--output", "-o") { Description = "the page that is written", HelpName = "FILE", DefaultValueFactory = _ => "compare.html" };
        var verb = new Command("compare", "Show runs beside each other; several seeds of the same settings are taken together. Example: modelzoo compare runs/A runs/B") { folders, output };
        verb.SetAction(parsed =>
        {
            var page = Shared.File(output, parsed.GetValue(output)!);
            var comparison = new Comparison(parsed.GetValue(folders)!);
            var (column, _) = comparison.Result;
            TextTable.Write(["settings", "runs", column.Replace('_', ' ')], comparison.Ranked.Select(group => new[] { group.Name, $"{group.Runs.Count}", comparison.MeanAndSpread(group) }), right: [1]);
            foreach (var verdict in comparison.Verdicts())
                Console.Out.WriteLine(verdict);
            ComparePage.Write(page, comparison);
            Console.Out.WriteLine($"The page: {page}");
            return ExitCode.Done;
        });
        return verb;
    }
}
