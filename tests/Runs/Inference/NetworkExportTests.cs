using ModelZoo.Runs.Inference;
using ModelZoo.Training.Names;
using Xunit;

namespace ModelZoo.Tests.Runs.Inference;

public sealed class NetworkExportTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Exported_safetensors_load_to_the_same_weights()
    {
        using var network = Untrained("lenet");
        NetworkExport.Save(network, "safetensors", _scratch["lenet.safetensors"]);
        using var again = TrainedNetwork.Of("lenet", _scratch["lenet.safetensors"]);
        Assert.All(network.Model.state_dict(), pair => Assert.True(pair.Value.Equals(again.Model.state_dict()[pair.Key]), pair.Key));
    }

    [Theory]
    [InlineData("torchscript", "TorchScript is no longer written")]
    [InlineData("caffe", "there is safetensors")]
    public void Unknown_format_is_refused_with_the_formats_there_are_and_no_file(string format, string said)
    {
        using var network = Untrained("lenet");
        Assert.Contains(said, Assert.Throws<RecipeException>(() => NetworkExport.Save(network, format, _scratch["x"])).Message);
        Assert.Empty(Directory.GetFiles(_scratch.Path));
    }

    private static TrainedNetwork Untrained(string name) => new(Zoo.Find(name), Zoo.Find(name).Arguments, Zoo.Create(name), null);
}
