using Xunit;

namespace ModelZoo.Tests.Architecture;

public class SizeTests
{
    private static IEnumerable<string> Sources => Repository.Product
        .Concat(["Common", "benchmarks", "samples", "tests"]).SelectMany(folder => Repository.Files(folder, "*.cs"));

    [Fact]
    public void No_line_is_longer_than_120_columns()
    {
        var wide = from path in Sources
                   from line in File.ReadLines(path).Index()
                   where line.Item.Length > 120
                   select $"{Path.GetRelativePath(Repository.Root, path)}:{line.Index + 1}: {line.Item.Length} columns";
        Assert.True(!wide.Any(), "Split these lines:\n" + string.Join('\n', wide));
    }

    [Fact]
    public void No_file_has_more_than_300_lines() =>
        Assert.DoesNotContain(Sources, path => File.ReadLines(path).Count() > 300);

    // Comments and blank lines do not count. They make the code easier to read.
    [Fact]
    public void LibTorch_has_under_1500_lines_of_code() =>
        Assert.InRange(Repository.Files("LibTorch", "*.cs").SelectMany(File.ReadLines)
            .Select(line => line.Trim())
            .Count(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal)), 1, 1499);
}
