using ModelZoo.Tests.LibTorch.Cases;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.LibTorch;

/// <summary>Every layer has PyTorch's initial values for the same seed, its names, and its results.</summary>
public sealed class LayerTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    public static TheoryData<string> Names => [.. Layers.Table.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Layer_equals_PyTorchs(string name)
    {
        var goldens = Of(name);
        CheckState(name, goldens);
        Check(name, goldens, "f32", ScalarType.Float32);
        Check(name, goldens, "f64", ScalarType.Float64);
    }

    // TorchSharp 0.107 computes these differently from PyTorch, or refuses them (docs/torchsharp.md). We use none.
    private static readonly string[] Faulty = ["GroupNorm", "Hardtanh", "LSTMCell from zero"];

    [Fact]
    public void Table_of_layers_names_every_layer_of_the_goldens()
    {
        var names = Goldens.Load("layers").Keys.Select(key => key.Split('/')[0]).ToHashSet();
        Assert.Equal(names.Except(Faulty).Order(), Layers.Table.Keys.Order());
    }

    private static Dictionary<string, Tensor> Of(string name) => Goldens.Load("layers")
        .Where(entry => entry.Key.StartsWith(name + "/"))
        .ToDictionary(entry => entry.Key[(name.Length + 1)..], entry => entry.Value);

    private static Dictionary<string, Tensor> Below(Dictionary<string, Tensor> goldens, string prefix) =>
        goldens.Where(entry => entry.Key.StartsWith(prefix))
            .ToDictionary(entry => entry.Key[prefix.Length..], entry => entry.Value);

    private static void CheckState(string name, Dictionary<string, Tensor> goldens)
    {
        manual_seed(0);
        using var module = Layers.Table[name].Make();
        var expected = Below(goldens, "state/");
        var state = module.state_dict();
        Assert.Equal(expected.Keys.Order(), state.Keys.Order());
        foreach (var (key, value) in expected)
        {
            Assert.Equal(value.dtype, state[key].dtype);
            Goldens.Equal(value, state[key], $"{name}.{key} at the start", 2e-7);
        }
        Assert.Equal(Below(goldens, "f32/parameter/").Keys.Order(),
            module.named_parameters().Select(entry => entry.name).Order());
    }

    private static void Check(string name, Dictionary<string, Tensor> goldens, string precision, ScalarType type)
    {
        manual_seed(0);
        var layer = Layers.Table[name];
        using var module = layer.Make().to(type);
        module.load_state_dict(Below(goldens, "state/").ToDictionary(
            entry => entry.Key, entry => entry.Value.is_floating_point() ? entry.Value.to(type) : entry.Value));
        var inputs = Enumerable.Range(0, goldens.Keys.Count(key => key.StartsWith("in"))).Select(i => goldens[$"in{i}"])
            .Select(input => input.is_floating_point() ? input.to(type, copy: true).requires_grad_() : input).ToArray();

        manual_seed(1);
        var outputs = layer.Call(module, inputs);
        for (int i = 0; i < outputs.Length; i++)
            Goldens.Equal(goldens[$"{precision}/out{i}"], outputs[i], $"{name}, result {i}, {precision}");
        autograd.backward(outputs, Array.ConvertAll(outputs, CaseTable.Seed));
        for (int i = 0; i < inputs.Length; i++)
            if (goldens.TryGetValue($"{precision}/grad{i}", out var gradient))
                Goldens.Equal(gradient, inputs[i].grad!, $"{name}, gradient of input {i}, {precision}");
        foreach (var (key, parameter) in module.named_parameters())
            Goldens.Equal(goldens[$"{precision}/parameter/{key}"], parameter.grad!,
                $"{name}, gradient of {key}, {precision}");
        foreach (var (key, buffer) in module.named_buffers())
            Goldens.Equal(goldens[$"{precision}/buffer/{key}"], buffer, $"{name}, buffer {key}, {precision}");

        module.eval();
        Goldens.Equal(
            goldens[$"{precision}/eval"], layer.Call(module, inputs)[0], $"{name} in evaluation, {precision}");
    }
}
