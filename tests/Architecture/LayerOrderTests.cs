using System.Reflection;
using Xunit;

namespace ModelZoo.Tests.Architecture;

public class LayerOrderTests
{
    // From the lowest to the highest.
    private static readonly string[] Layers =
    [
        "ModelZoo.LibTorch", "ModelZoo.Datasets", "ModelZoo.Ideas", "ModelZoo.Models", "ModelZoo.Onnx",
        "ModelZoo.Training",
        "ModelZoo.Runs", "ModelZoo.Reports", "ModelZoo.Reproduce", "modelzoo-cli",
    ];

    [Fact]
    public void A_layer_uses_only_lower_ones()
    {
        foreach (var (place, layer) in Layers.Index())
            Assert.DoesNotContain(References(layer), name => Array.IndexOf(Layers, name) > place);
    }

    [Fact]
    public void Data_sets_ideas_and_models_do_not_use_each_other()
    {
        Assert.DoesNotContain("ModelZoo.Ideas", References("ModelZoo.Models"));
        Assert.DoesNotContain("ModelZoo.Datasets", References("ModelZoo.Ideas"));
        Assert.DoesNotContain("ModelZoo.Models", References("ModelZoo.Datasets"));
        Assert.DoesNotContain("ModelZoo.Datasets", References("ModelZoo.Models"));
    }

    [Fact]
    public void Only_LibTorch_calls_native_code()
    {
        var callers = from folder in Repository.Product
                      from path in Repository.Files(folder, "*.cs")
                      let text = File.ReadAllText(path)
                      where text.Contains("[LibraryImport") || text.Contains("[DllImport")
                      select Path.GetRelativePath(Repository.Root, path);
        Assert.All(callers, path => Assert.StartsWith("LibTorch/", path));
    }

    [Fact]
    public void There_is_no_native_code() =>
        Assert.DoesNotContain(Repository.Files(".", "*.*"), path => Path.GetExtension(path) is ".cpp" or ".h" or ".cu");

    private static IEnumerable<string> References(string layer) =>
        Assembly.Load(layer).GetReferencedAssemblies().Select(name => name.Name!);
}
