using System.Text.RegularExpressions;
using Xunit;

namespace ModelZoo.Tests.EndToEnd;

/// <summary>
/// Runs the commands that README.md and the pages of docs/ show. Those of textbooks.md are run by `scripts/topics`.
/// </summary>
public partial class DocsCommandTests
{
    // Commands with these words need a run folder, a file, or another program.
    private static readonly string[] NotRunnable = ["runs/", "--project", "DIR", "FILE", "NAME"];

    public static TheoryData<string> Commands =>
        [.. Repository.Pages.Where(page => Path.GetFileName(page) != "textbooks.md")
            .SelectMany(page => Command().Matches(File.ReadAllText(page)))
            .Select(match => match.Groups[1].Value.Trim())
            .Where(command => !NotRunnable.Any(command.Contains)).Distinct()];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Command_of_the_docs_succeeds(string command)
    {
        string[] words = [.. command.Replace("\"", "").Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Where(word => word != "--")];
        using var scratch = new Scratch();
        var ended = Program.Run([.. words, .. Shortened(words[0], scratch)]);
        Assert.Equal("", ended.Error);
        Assert.Equal(0, ended.Code);
    }

    // Training is not started, or cut short where the command does nothing else.
    private static string[] Shortened(string verb, Scratch scratch) => verb switch
    {
        "train" => ["--dry-run"],
        "tune" or "cross-validate" or "find-lr" =>
            ["--limit-train", "100", "--epochs", "1", "--output", scratch.Path],
        _ => verb.StartsWith("--", StringComparison.Ordinal) ? ["--dry-run"] : [],
    };

    [GeneratedRegex(@"(?:^|`)dotnet run ((?:-- )?(?:""[^""\n]*""|[^`|#""\n])+)", RegexOptions.Multiline)]
    private static partial Regex Command();
}
