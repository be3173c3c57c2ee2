
using System.Text.RegularExpressions;
using Xunit;

namespace ModelZoo.Tests.Architecture;

/// <summary>The pages say what is so: their commands are run, their links lead somewhere.</summary>
public partial class DocsTests
{
    [GeneratedRegex(@"\]\((?!http)([^)#]+)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?:^|`)dotnet run ((?:-- )?(?:""[^""\n]*""|[^`|#""\n])+)", RegexOptions.Multiline)]
    private static partial Regex Command();

    private static IEnumerable<string> Pages => Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md").Append(Path.Combine(Repository.Root, "README.md"));

    // A run's folder and what needs another program are not there to be run.
    public static TheoryData<string> Commands =>
        [.. Pages.SelectMany(page => Command().Matches(File.ReadAllText(page)).Select(match => match.Groups[1].Value.Trim()))
            .Where(command => !command.Contains("runs/") && !command.Contains("--project") && !command.Contains("DIR") && !command.Contains("FILE") && !command.Contains("NAME")).Distinct()];

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_command_of_the_docs_runs(string command)
    {
        string[] words = [.. command.Replace("\"", "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(word => word != "--")];
        using var scratch = new Scratch();
        // What trains is kept from it, or cut short where that is its whole purpose.
        string[] less = words[0].StartsWith("--", StringComparison.Ordinal) || words[0] == "train" ? ["--dry-run"]
            : words[0] is "tune" or "cross-validate" or "find-lr" ? ["--limit-train", "100", "--epochs", "1", "--output", scratch.Path]
            : [];
        var ended = Program.Run([.. words, .. less]);
        Assert.Equal("", ended.Error);
        Assert.Equal(0, ended.Code);
    }

    [Fact]
    public void Every_link_to_a_file_leads_to_one()
    {
        foreach (var page in Pages)
            foreach (Match link in Link().Matches(File.ReadAllText(page)))
                Assert.True(File.Exists(Path.Combine(Path.GetDirectoryName(page)!, link.Groups[1].Value)), $"{Path.GetFileName(page)} points to {link.Groups[1].Value}, which is not there.");
    }
}
