using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Datasets;

public class OwnDataTests
{
    // The lines between the marks stand in docs/data.md as they are.
    // <own>
    /// <summary>Points in a disc or around it: two numbers and a class each.</summary>
    private static Dataset Discs(int count, long seed)
    {
        Split Make(int examples, long stream)
        {
            using var scope = NewDisposeScope();
            using var random = new Generator((ulong)stream);
            var points = rand(examples, 2, generator: random) * 2 - 1;
            var inside = points.square().sum(1).lt(0.5).to(int64);
            return new Split(points, inside);
        }
        return new Dataset("discs", Targets.Classes, Make(count, seed), Make(count / 5, seed + 1)) { Classes = ["outside", "inside"] };
    }
    // </own>

    [Fact]
    public void A_data_set_of_ones_own_takes_fewer_than_twenty_lines_and_is_loaded_as_any_other()
    {
        using var set = Discs(1000, seed: 1);
        using var loader = new DataLoader(set.Train, 64, shuffle: true);
        long seen = 0;
        foreach (var batch in loader)
        {
            Assert.True(batch.Inputs.square().sum(1).lt(0.5).to(int64).Equals(batch.Targets));
            seen += batch.Count;
        }
        Assert.Equal((1000L, 200L), (seen, set.Test.Count));
    }

    [Fact]
    public void The_documentation_shows_the_data_set_that_is_tested_here()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "docs", "data.md")))
            folder = folder.Parent;
        Assert.SkipUnless(folder is not null, "the repository is not around the tests");
        var source = File.ReadAllText(Path.Combine(folder!.FullName, "tests", "Datasets", "OwnDataTests.cs"));
        var lines = source.Split("    // <own>\n")[1].Split("    // </own>")[0].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[4..]).ToList();
        Assert.InRange(lines.Count, 5, 19);
        Assert.Contains(string.Join('\n', lines), File.ReadAllText(Path.Combine(folder.FullName, "docs", "data.md")));
    }
}
