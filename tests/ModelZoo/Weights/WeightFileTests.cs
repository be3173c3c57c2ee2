using ModelZoo.Weights;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Tests.Weights;

/// <summary>State dicts that Python's torch.save wrote are read. Other files are rejected with the reason.</summary>
public sealed class WeightFileTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    private static Dictionary<string, Tensor> Expected(string prefix) =>
        Safetensors.Load(Goldens.PathOf("weights.safetensors")).Where(entry => entry.Key.StartsWith(prefix))
            .ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value);

    [Theory]
    [InlineData("state.pth", "state/")]
    [InlineData("nested.pth", "state/")]
    [InlineData("plain.pth", "state/")]
    [InlineData("protocol4.pth", "state/")]
    [InlineData("legacy.pth", "state/")]
    [InlineData("odd.pth", "odd/")]
    [InlineData("odd_legacy.pth", "odd/")]
    public void State_dict_of_torch_save_is_read_to_the_bit(string file, string prefix)
    {
        var (expected, read) = (Expected(prefix), WeightFile.Load(Goldens.PathOf(file)));
        Assert.Equal(expected.Keys.Order(), read.Keys.Where(name => name != "bfloat").Order());
        foreach (var (name, tensor) in expected)
            Assert.True(tensor.Equals(read[name]), name);
        if (prefix == "odd/")
            Assert.Equal([0f, 1, 2], read["bfloat"].to(float32).data<float>().ToArray());
    }

    [Theory]
    [InlineData("odd.pth")]
    [InlineData("odd_legacy.pth")]
    public void Tensors_that_shared_memory_share_it_again(string file)
    {
        var read = WeightFile.Load(Goldens.PathOf(file));
        read["whole"].fill_(7);
        Assert.Equal(7f, read["number"].item<float>());
        Assert.Equal([6L, 1], read["rows"].stride());
    }

    [Fact]
    public void Safetensors_file_is_read_too() =>
        Assert.Equal(Expected("").Keys, WeightFile.Load(Goldens.PathOf("weights.safetensors")).Keys);

    [Theory]
    [InlineData("big_endian.pth", "big-endian")]
    [InlineData("script.pth", "TorchScript")]
    [InlineData("model.pth", "torch.nn.modules.container.Sequential")]
    [InlineData("list.pth", "no dictionary")]
    public void File_without_a_state_dict_is_rejected_with_the_reason(string file, string reason)
    {
        var error = Assert.Throws<InvalidDataException>(() => WeightFile.Load(Goldens.PathOf(file)));
        Assert.Contains(reason, error.Message);
        Assert.Contains(file, error.Message);
    }

    [Fact]
    public void Missing_and_unknown_files_are_rejected()
    {
        var missing = Assert.Throws<FileNotFoundException>(() => WeightFile.Load("nowhere.pth"));
        Assert.Contains("nowhere.pth", missing.Message);
        var program = typeof(WeightFileTests).Assembly.Location;
        var unknown = Assert.Throws<InvalidDataException>(() => WeightFile.Load(program));
        Assert.Contains("no known weight file", unknown.Message);
    }

    [Theory]
    [InlineData("state.pth")]
    [InlineData("legacy.pth")]
    public void Module_takes_the_weights_and_keeps_its_parameters(string file)
    {
        using var network = Network();
        var before = network.parameters().ToArray();
        Assert.Same(network, network.LoadWeights(Goldens.PathOf(file)));
        var expected = Expected("state/");
        foreach (var (name, tensor) in network.state_dict())
            Assert.True(expected[name].Equals(tensor), name);
        Assert.Equal(before, network.parameters(), ReferenceEqualityComparer.Instance);
        Assert.All(network.parameters(), parameter => Assert.True(parameter.requires_grad && parameter.is_leaf));
    }

    [Fact]
    public void Unfitting_weights_are_reported_together_and_change_nothing()
    {
        using var network = Sequential(
            ("first", Linear(3, 5)), ("norm", BatchNorm1d(4, affine: false)), ("other", Linear(4, 2)));
        var before = network.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone());
        var error = Assert.Throws<ArgumentException>(() => network.LoadWeights(Goldens.PathOf("state.pth")));
        string[] problems =
        [
            "missing: other.weight, other.bias",
            "unexpected: norm.weight, norm.bias, last.weight",
            "first.weight ([4, 3] in the file, [5, 3] in the model), first.bias ([4] in the file, [5] in the model)",
        ];
        Assert.All(problems, problem => Assert.Contains(problem, error.Message));
        Assert.All(network.state_dict(), entry => Assert.True(before[entry.Key].Equals(entry.Value)));
    }

    private static TorchSharp.Modules.Sequential Network() => Sequential(
        ("first", Linear(3, 4)), ("norm", BatchNorm1d(4)), ("last", Linear(4, 2, hasBias: false)));
}
