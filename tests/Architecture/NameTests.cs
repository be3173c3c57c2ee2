using Xunit;

namespace ModelZoo.Tests.Architecture;

public class NameTests
{
    [Fact]
    public void No_two_types_share_a_simple_name() => Assert.Empty(Shared(Repository.Product));

    [Fact]
    public void No_two_types_of_the_tests_share_a_simple_name() => Assert.Empty(Shared("tests"));

    private static IEnumerable<string> Shared(params string[] folders) =>
        Repository.TypesIn(folders).Distinct().GroupBy(type => type.Name)
            .Where(same => same.Count() > 1).Select(same => same.Key);

    [Fact]
    public void No_file_has_a_vague_name()
    {
        string[] vague = ["Utils", "Util", "Helper", "Helpers", "Manager", "Common", "Misc"];
        var names = Repository.Product.SelectMany(folder => Repository.Files(folder, "*.cs"))
            .Select(path => Path.GetFileNameWithoutExtension(path));
        Assert.DoesNotContain(names, name => vague.Any(word => name.EndsWith(word, StringComparison.Ordinal)));
    }
}
