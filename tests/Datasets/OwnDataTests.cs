using ModelZoo.Datasets.Loading;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Datasets;

public class OwnDataTests
{
    // docs/data.md shows the lines between the marks.
    // <own>
    /// <summary>Points inside or outside a disc: two numbers and a class each.</summary>
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
        var (train, test) = (Make(count, seed), Make(count / 5, seed + 1));
        return new Dataset("discs", Targets.Classes, train, test) { Classes = ["outside", "inside"] };
    }
    // </own>

    [Fact]
    public void Own_data_set_is_loaded_like_any_other()
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
    public void Documentation_shows_this_data_set()
    {
        var source = File.ReadAllText(Path.Combine(Repository.Root, "tests", "Datasets", "OwnDataTests.cs"));
        var shown = source.Split("    // <own>\n")[1].Split("    // </own>")[0];
        string[] lines = [.. shown.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[4..])];
        Assert.InRange(lines.Length, 5, 19);
        Assert.Contains(string.Join('\n', lines), File.ReadAllText(Path.Combine(Repository.Root, "docs", "data.md")));
    }
}
