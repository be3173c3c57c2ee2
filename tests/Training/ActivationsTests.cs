using ModelZoo.LibTorch.Modes;
using ModelZoo.Training.Names;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Activations = ModelZoo.Training.Activations;

namespace ModelZoo.Tests.Training;

public class ActivationsTests
{
    [Theory]
    [InlineData("resnet18", 32)]
    [InlineData("densenet", 32)]
    [InlineData("torchvision/googlenet", 64)]
    [InlineData("a chain", 16)]
    public void Gradients_averages_and_random_numbers_are_bitwise_those_of_a_step_that_keeps_all(string model, int size)
    {
        var (kept, again) = (Step(model, size, "keep"), Step(model, size, "recompute"));
        Assert.Equal(kept.Keys, again.Keys);
        foreach (var (name, values) in kept)
            Assert.True(values.AsSpan().SequenceEqual(again[name]), name);
    }

    [Fact]
    public void In_bf16_too()
    {
        var (kept, again) = (Step("resnet18", 32, "keep", half: true), Step("resnet18", 32, "recompute", half: true));
        foreach (var (name, values) in kept)
            Assert.True(values.AsSpan().SequenceEqual(again[name]), name);
    }

    [Fact]
    public void A_part_runs_once_in_forward_and_once_more_in_backward()
    {
        using var scope = NewDisposeScope();
        using var model = Sequential(("body", Sequential(Linear(4, 4), Tanh())));
        Activations.Apply(model, "recompute");
        int runs = 0;
        model.modules().OfType<TorchSharp.Modules.Linear>().First().register_forward_pre_hook((_, input) => { runs++; return input; });
        var loss = model.call(rand(2, 4)).sum();
        Assert.Equal(1, runs);
        loss.backward();
        Assert.Equal(2, runs);
    }

    [Fact]
    public void A_network_without_blocks_is_told_in_a_sentence()
    {
        using var model = Zoo.Create("softmax");
        Assert.Contains("--activations recompute needs a network of blocks", Assert.Throws<RecipeException>(() => Activations.Apply(model, "recompute")).Message);
    }

    [Fact]
    public void What_a_part_throws_in_backward_reaches_whoever_called_it()
    {
        using var scope = NewDisposeScope();
        using var model = Sequential(("body", Sequential(Linear(4, 4), Linear(4, 4))));
        Activations.Apply(model, "recompute");
        int runs = 0;
        model.modules().OfType<TorchSharp.Modules.Linear>().First().register_forward_pre_hook((_, input) => runs++ == 0 ? input : throw new InvalidOperationException("not a second time"));
        var loss = model.call(rand(2, 4)).sum();
        Assert.Contains("not a second time", Assert.ThrowsAny<Exception>(() => loss.backward()).Message);
    }

    private static Dictionary<string, float[]> Step(string model, int size, string how, bool half = false)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        using var net = model == "a chain" ? Chain() : (Module<Tensor, Tensor>)Zoo.Create(model, classes: 10, channels: 3, size: model.StartsWith("torchvision") ? 224 : size);
        Activations.Apply(net, how);
        net.train();
        var images = rand(2, 3, size, size);
        Tensor loss;
        using (half ? Autocast.To(ScalarType.BFloat16, DeviceType.CPU) : null)
            loss = functional.cross_entropy(net.call(images), tensor(new[] { 1L, 7 }));
        loss.backward();
        var found = new Dictionary<string, float[]> { ["loss"] = Floats(loss), ["random"] = Floats(rand(3)) };
        foreach (var (name, value) in net.state_dict())
            found[name] = Floats(value);
        foreach (var (name, parameter) in net.named_parameters())
            found["gradient of " + name] = Floats(parameter.grad!);
        return found;
    }

    // In-place activations and dropout: what runs again must find its input as it was, and draw the same numbers.
    // 16 channels: with 8 the packaged oneDNN gives gradients that differ from run to run, recomputed or not.
    private static Module<Tensor, Tensor> Chain() => Sequential(
        ("body", Sequential([.. Enumerable.Range(0, 5).SelectMany(i => new Module<Tensor, Tensor>[] { Conv2d(i == 0 ? 3 : 16, 16, 3, padding: 1), ReLU(inplace: true), BatchNorm2d(16), Dropout(0.3) })])),
        ("head", Sequential(Flatten(), Linear(16 * 16 * 16, 10))));

    private static float[] Floats(Tensor value) => value.detach().to(ScalarType.Float32).contiguous().data<float>().ToArray();
}
