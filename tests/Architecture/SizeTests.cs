using System.Text.RegularExpressions;
using Xunit;

namespace ModelZoo.Tests.Architecture;

public partial class SizeTests
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
        var types = Repository.Product.SelectMany(folder => Repository.Files(folder, "*.cs"))
            .SelectMany(path => Declaration().Matches(File.ReadAllText(path))
                .Select(type => (Name: type.Groups[1].Value, Folder: Path.GetDirectoryName(path))));
        Assert.Empty(types.Distinct().GroupBy(type => type.Name).Where(same => same.Count() > 1).Select(same => same.Key));
    }

    [GeneratedRegex(@"^(?:[a-z]+ )*(?:class|record struct|record|struct|interface|enum) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

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
