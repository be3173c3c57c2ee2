using Xunit;

namespace ModelZoo.Tests.Architecture;

public class SizeTests
{
    private static readonly string[] Product = ["LibTorch", "ModelZoo", "Datasets", "Training", "Cli"];

    [Fact]
    public void No_file_has_more_than_300_lines()
    {
        var long_ones = Product.Append("tests").Append("benchmarks").SelectMany(folder => Repository.Files(folder, "*.cs"))
            .Concat(Repository.Files("LibTorch/native", "*.*")).Concat(Repository.Files("Kernels", "*.*")).Where(path => File.ReadLines(path).Count() > 300);
        Assert.Empty(long_ones);
    }

    [Fact]
    public void The_wrapper_stays_thin()
    {
        Assert.InRange(Repository.Lines(Repository.Files("LibTorch", "*.cs")), 1, 6000);
        Assert.InRange(Repository.Lines(Repository.Files("LibTorch/native", "*.cpp").Concat(Repository.Files("LibTorch/native", "*.h"))), 1, 1000);
        Assert.InRange(Repository.Lines(Repository.Files("Kernels", "*.*")), 1, 1500);
    }

    [Fact]
    public void No_file_is_named_for_having_no_subject()
    {
        string[] names = ["Utils", "Util", "Helper", "Helpers", "Manager", "Common", "Misc"];
        var vague = Product.SelectMany(folder => Repository.Files(folder, "*.cs"))
            .Where(path => names.Any(name => Path.GetFileNameWithoutExtension(path).EndsWith(name, StringComparison.Ordinal)));
        Assert.Empty(vague);
    }
}
