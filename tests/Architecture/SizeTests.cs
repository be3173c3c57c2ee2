using Xunit;

namespace ModelZoo.Tests.Architecture;

public class SizeTests
{
    [Fact]
    public void No_file_has_more_than_300_lines()
    {
        var long_ones = Repository.Product.Append("tests").Append("benchmarks").SelectMany(folder => Repository.Files(folder, "*.cs"))
            .Where(path => File.ReadLines(path).Count() > 300);
        Assert.Empty(long_ones);
    }

    // Comments and blank lines do not count: they make it easier to read, not thicker.
    [Fact]
    public void The_wrapper_stays_under_1500_lines_of_code() =>
        Assert.InRange(Repository.Files("LibTorch", "*.cs").SelectMany(File.ReadLines)
            .Count(line => line.Trim() is { Length: > 0 } code && !code.StartsWith("//", StringComparison.Ordinal)), 1, 1499);

    [Fact]
    public void No_two_types_share_a_simple_name()
    {
        var types = Repository.Types().Distinct();
        Assert.Empty(types.GroupBy(type => type.Name).Where(same => same.Count() > 1).Select(same => same.Key));
    }

    [Fact]
    public void There_is_no_native_code() =>
        Assert.DoesNotContain(Repository.Files(".", "*.*"), path => Path.GetExtension(path) is ".cpp" or ".h" or ".cu");

    [Fact]
    public void No_file_is_named_for_having_no_subject()
    {
        string[] names = ["Utils", "Util", "Helper", "Helpers", "Manager", "Common", "Misc"];
        var vague = Repository.Product.SelectMany(folder => Repository.Files(folder, "*.cs"))
            .Where(path => names.Any(name => Path.GetFileNameWithoutExtension(path).EndsWith(name, StringComparison.Ordinal)));
        Assert.Empty(vague);
    }
}
