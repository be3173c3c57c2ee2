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
        var read = again.Model.state_dict();
        Assert.All(network.Model.state_dict(), pair => Assert.True(pair.Value.Equals(read[pair.Key]), pair.Key));
    }

    [Theory]
    [InlineData("torchscript", "TorchScript is no longer written")]
    [InlineData("caffe", "there is safetensors")]
    public void Unknown_format_is_rejected_and_leaves_no_file(string format, string said)
    {
        using var network = Untrained("lenet");
        var error = Assert.Throws<RecipeException>(() => NetworkExport.Save(network, format, _scratch["x"]));
        Assert.Contains(said, error.Message);
        Assert.Empty(Directory.GetFiles(_scratch.Path));
    }

    private static TrainedNetwork Untrained(string name) =>
        new(Zoo.Find(name), Zoo.Find(name).Arguments, Zoo.Create(name), null);
}
