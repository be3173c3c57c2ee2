using System.Reflection;
using Xunit;

namespace ModelZoo.Tests.Architecture;

/// <summary>LibTorch &lt;- Datasets, ModelZoo &lt;- Training &lt;- Runs &lt;- Reports &lt;- Reproduce &lt;- Cli.</summary>
public class LayerTests
{
    private static readonly string[] Ours = ["ModelZoo.LibTorch", "ModelZoo.Datasets", "ModelZoo.Models", "ModelZoo.Training", "ModelZoo.Runs", "ModelZoo.Reports", "ModelZoo.Reproduce", "modelzoo-cli"];

    [Theory]
    [InlineData("ModelZoo.LibTorch")]
    [InlineData("ModelZoo.Datasets", "ModelZoo.LibTorch")]
    [InlineData("ModelZoo.Models", "ModelZoo.LibTorch")]
    [InlineData("ModelZoo.Training", "ModelZoo.LibTorch", "ModelZoo.Datasets", "ModelZoo.Models")]
    [InlineData("ModelZoo.Runs", "ModelZoo.LibTorch", "ModelZoo.Datasets", "ModelZoo.Models", "ModelZoo.Training")]
    [InlineData("ModelZoo.Reports", "ModelZoo.LibTorch", "ModelZoo.Datasets", "ModelZoo.Models", "ModelZoo.Training", "ModelZoo.Runs")]
    [InlineData("ModelZoo.Reproduce", "ModelZoo.LibTorch", "ModelZoo.Datasets", "ModelZoo.Models", "ModelZoo.Training", "ModelZoo.Runs",
        "ModelZoo.Reports")]
    [InlineData("modelzoo-cli", "ModelZoo.LibTorch", "ModelZoo.Datasets", "ModelZoo.Models", "ModelZoo.Training", "ModelZoo.Runs",
        "ModelZoo.Reports", "ModelZoo.Reproduce")]
    public void A_layer_knows_only_those_below_it(string layer, params string[] below)
    {
        var known = Assembly.Load(layer).GetReferencedAssemblies().Select(name => name.Name!).Intersect(Ours);
        Assert.Empty(known.Except(below));
    }

    [Fact]
    public void Only_LibTorch_calls_native_code()
    {
        var callers = Repository.Product.SelectMany(folder => Repository.Files(folder, "*.cs"))
            .Where(path => File.ReadAllText(path) is var text && (text.Contains("[LibraryImport") || text.Contains("[DllImport")))
            .Select(path => Path.GetRelativePath(Repository.Root, path));
        Assert.All(callers, path => Assert.StartsWith("LibTorch/", path));
    }
}
