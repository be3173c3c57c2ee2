using Xunit;

namespace ModelZoo.Tests.Cli.Exit;

/// <summary>Wrong usage is reported in one sentence on stderr, with exit code 2 and without a stack trace.</summary>
public class WrongUsageTests
{
    // A command line, and what its message contains. benchmarks/MistakeTimes.cs measures how long each takes.
    public static TheoryData<string, string> Mistakes
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var row in File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "mistakes.tsv")))
                rows.Add(row.Split('\t')[0], row.Split('\t')[1]);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Mistake_is_reported_in_one_sentence(string arguments, string expected)
    {
        using var scratch = new Scratch();
        var ended = Program.RunIn(scratch.Path, arguments.Split(' '));
        Assert.Contains(expected, ended.Error);
        Assert.DoesNotContain("   at ", ended.Error);
        Assert.DoesNotContain("epoch 1 ", ended.Output);
        Assert.Single(ended.Error.TrimEnd().Split('\n'));
        Assert.Equal(2, ended.Code);
        Assert.Empty(Directory.GetFileSystemEntries(scratch.Path));
    }
}
