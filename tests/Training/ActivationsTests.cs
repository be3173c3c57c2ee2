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
    [InlineData("resnet18", 32, true)]
    public void Recomputed_step_is_bitwise_equal(string model, int size, bool half = false)
    {
        var (kept, again) = (Step(model, size, "keep", half), Step(model, size, "recompute", half));
        Assert.Equal(kept.Keys, again.Keys);
        foreach (var (name, values) in kept)
            Assert.True(values.AsSpan().SequenceEqual(again[name]), name);
    }

    [Fact]
    public void Part_runs_once_in_forward_and_once_in_backward()
    {
        using var scope = NewDisposeScope();
        using var model = Sequential(("body", Sequential(Linear(4, 4), Tanh())));
        Activations.Apply(model, "recompute");
        int runs = 0;
        BeforeFirstLayer(model, () => runs++);
        var loss = model.call(rand(2, 4)).sum();
        Assert.Equal(1, runs);
        loss.backward();
        Assert.Equal(2, runs);
    }

    [Fact]
    public void Network_without_blocks_is_rejected()
    {
        using var model = Zoo.Create("softmax");
        var error = Assert.Throws<RecipeException>(() => Activations.Apply(model, "recompute"));
        Assert.Contains("--activations recompute needs a network of blocks", error.Message);
    }

    [Fact]
    public void Exception_of_a_part_in_backward_reaches_the_caller()
    {
        using var scope = NewDisposeScope();
        using var model = Sequential(("body", Sequential(Linear(4, 4), Linear(4, 4))));
        Activations.Apply(model, "recompute");
        int runs = 0;
        BeforeFirstLayer(model, () =>
        {
            if (runs++ > 0)
                throw new InvalidOperationException("not a second time");
        });
        var loss = model.call(rand(2, 4)).sum();
        Assert.Contains("not a second time", Assert.ThrowsAny<Exception>(() => loss.backward()).Message);
    }

    private static void BeforeFirstLayer(Module model, Action act) =>
        model.modules().OfType<TorchSharp.Modules.Linear>().First().register_forward_pre_hook((_, input) =>
        {
            act();
            return input;
        });

    private static Dictionary<string, float[]> Step(string model, int size, string how, bool half)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        int made = model.StartsWith("torchvision") ? 224 : size;
        using var net = model == "a chain"
            ? Chain()
            : (Module<Tensor, Tensor>)Zoo.Create(model, classes: 10, channels: 3, size: made);
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

    // With activations in place and dropout: a second run needs the same input and the same random numbers.
    // 16 channels, because with 8 the packaged oneDNN gives gradients that differ from run to run.
    private static Module<Tensor, Tensor> Chain()
    {
        var body = Enumerable.Range(0, 5).SelectMany(i => new Module<Tensor, Tensor>[]
        {
            Conv2d(i == 0 ? 3 : 16, 16, 3, padding: 1), ReLU(inplace: true), BatchNorm2d(16), Dropout(0.3),
        });
        return Sequential(("body", Sequential([.. body])), ("head", Sequential(Flatten(), Linear(16 * 16 * 16, 10))));
    }

    private static float[] Floats(Tensor value) =>
        value.detach().to(ScalarType.Float32).contiguous().data<float>().ToArray();
}
