using System.Text.RegularExpressions;
using ModelZoo.Runs.Inference;
using ModelZoo.Tables;
using ModelZoo.Training;
using ModelZoo.Training.Names;
using ModelZoo.Weights;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Runs.Inference;

public sealed class PredictorTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    private string Weights(string model, ModelArguments arguments, out nn.Module network)
    {
        network = Zoo.Create(model, arguments);
        HashedNetwork.Fill(network);
        network.eval();
        Safetensors.Save(_scratch["weights.safetensors"], network.state_dict());
        return _scratch["weights.safetensors"];
    }

    [Theory]
    [InlineData("lenet", 28, 1)]
    [InlineData("lenet", 28, 40)]
    [InlineData("resnet18", 32, 9)]
    [InlineData("resnet18-preact", 32, 9)]
    [InlineData("densenet", 32, 9)]
    [InlineData("mobilenet", 32, 9)]
    [InlineData("torchvision/googlenet", 32, 9)]
    public void Predictor_gives_the_logits_of_the_network(string model, int size, int count)
    {
        using var scope = NewDisposeScope();
        var file = Weights(model, new ModelArguments(7, 3, size), out var network);
        var images = HashedNetwork.Images(count, 3, size);
        Tensor expected;
        using (no_grad())
            expected = Example.Run(network, images);
        network.Dispose();
        Safetensors.Save(_scratch["input.safetensors"], new Dictionary<string, Tensor> { ["input"] = images });

        using var trained = TrainedNetwork.Of(model, file, classes: 7, channels: 3, size: size);
        var predictor = new Predictor(trained);
        var logits = predictor.Run(predictor.Read(_scratch["input.safetensors"]));
        Assert.Equal([count, 7], logits.shape);
        Assert.True((logits - expected).abs().max().item<float>() <= 1e-4f * expected.abs().max().item<float>());
    }

    [Fact]
    public void Norms_are_folded_only_after_a_convolution()
    {
        using var scope = NewDisposeScope();
        var network = Zoo.Create("resnet18-preact", new ModelArguments(5, 1, 32));
        HashedNetwork.Fill(network);
        network.eval();
        // Only bn2 of each block: bn1 and the last norm see sums.
        Assert.Equal(8, FoldedNorms.Apply(network, HashedNetwork.Images(1, 1, 32)));
    }

    // If the output of a convolution is used twice, folding the norm into it would change the other use.
    [Fact]
    public void Norm_after_a_convolution_that_is_used_twice_stays()
    {
        using var scope = NewDisposeScope();
        var network = new Twice();
        HashedNetwork.Fill(network);
        network.eval();
        var image = HashedNetwork.Images(1, 1, 6);
        using var unrecorded = no_grad();
        var before = network.call(image);
        Assert.Equal(0, FoldedNorms.Apply(network, image));
        Assert.True(before.Equals(network.call(image)));
    }

    private sealed class Twice : nn.Module<Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor> conv = nn.Conv2d(1, 2, 3), bn = nn.BatchNorm2d(2);

        public Twice() : base("twice") => RegisterComponents();

        public override Tensor forward(Tensor input)
        {
            var x = conv.call(input);
            return x + bn.call(x);
        }
    }

    [Fact]
    public void Pictures_are_prepared_as_torchvision_prepares_them()
    {
        using var scope = NewDisposeScope();
        var goldens = Goldens.Load("preparation");
        var path = Path.Combine(Path.GetDirectoryName(Goldens.PathOf("preparation.safetensors"))!, "preparation.png");
        foreach (var name in new[] { "resnet18", "googlenet" })
        {
            var entry = Zoo.Find($"torchvision/{name}");
            using var trained = new TrainedNetwork(entry, entry.Arguments, nn.Flatten(), null);
            var input = new Predictor(trained).Read(path)[0];
            Assert.Equal([1, 3, 224, 224], input.shape);
            // PIL resizes with integer weights, so some bytes differ by one: 1 / 255 / 0.224.
            var every16th = TensorIndex.Slice(0, 224, 16);
            var off = (input[.., .., every16th, every16th] - goldens[name]).abs();
            Assert.InRange(off.max().item<float>(), 0, 1.01f / 255f / 0.224f);
            Assert.InRange(off.mean().item<float>(), 0, 0.05 / 255 / 0.224);
        }
    }

    [Fact]
    public void Published_weights_with_old_names_or_extra_heads_load()
    {
        using var scope = NewDisposeScope();
        using var dense = Zoo.Create("torchvision/densenet121", 5, 3, 32);
        static string OldName(string name) => Regex.Replace(name, @"(denselayer\d+\.(?:norm|conv))([12]\.)", "$1.$2");
        var old = dense.state_dict().ToDictionary(pair => OldName(pair.Key), pair => pair.Value);
        Assert.Contains("features.denseblock1.denselayer1.norm.1.weight", old.Keys);
        Safetensors.Save(_scratch["dense.safetensors"], old);
        using var loaded = TrainedNetwork.Of("torchvision/densenet121", _scratch["dense.safetensors"], classes: 5);
        Assert.True(dense.parameters().First().Equals(loaded.Model.parameters().First()));

        using var google = Zoo.Create("torchvision/googlenet", 5, 3, 32);
        var headed = google.state_dict();
        headed["aux1.fc1.weight"] = rand(2, 2);
        Safetensors.Save(_scratch["google.safetensors"], headed);
        TrainedNetwork.Of("torchvision/googlenet", _scratch["google.safetensors"], classes: 5).Dispose();
    }

    [Fact]
    public void Weights_of_another_network_are_rejected_in_a_sentence()
    {
        using var scope = NewDisposeScope();
        var file = Weights("torchvision/resnet50", new ModelArguments(1000, 3, 224), out var network);
        network.Dispose();
        var error = Assert.Throws<RecipeException>(() => TrainedNetwork.Of("torchvision/resnet18", file));
        foreach (var words in new[] { "do not fit", "layer1.0.conv3.weight", "more", "--classes" })
            Assert.Contains(words, error.Message);
        Assert.InRange(error.Message.Length, 1, 2000);
        var classes = Assert.Throws<RecipeException>(
            () => TrainedNetwork.Of("torchvision/resnet50", file, classes: 10));
        Assert.Contains("fc.weight ([1000, 2048] in the file, [10, 2048] in the model)", classes.Message);
    }
}
