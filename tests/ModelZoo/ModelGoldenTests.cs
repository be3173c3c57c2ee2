using System.Text.Json.Nodes;
using ModelZoo.Parts;
using ModelZoo.Tables;
using ModelZoo.Unsupervised;
using ModelZoo.Weights;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Tests.Models;

/// <summary>Compares networks with the same ones in PyTorch: outputs, gradients, running statistics.</summary>
public sealed class ModelGoldenTests
{
    private const int Batch = 5;

    /// <summary>Smaller networks compute gradients in float64, so that rounding switches no ReLU.</summary>
    private const long Double = 61_000_000;

    private static readonly string[] DeepTwins =
    [
        "vgg11", "vgg13", "vgg13_bn", "vgg16", "vgg16_bn", "vgg19", "vgg19_bn", "resnet34", "resnet101", "resnet152",
    ];

    /// <summary>A rate of zero would change their layers. A tiny rate keeps the layers and drops nothing.</summary>
    private static readonly string[] Barely = ["mlp-dropout", "lstm-variational"];

    /// <summary>Entries without a golden, and the golden of a network that differs only in depth or width.</summary>
    private static readonly (string Golden, string[] For)[] StandIns =
    [
        ("vgg11-quarter", ["vgg11", "vgg13", "vgg16", "vgg19"]),
        ("vgg11-bn", ["vgg13-bn", "vgg16-bn", "vgg19-bn"]),
        ("resnet18", ["resnet34"]),
        ("resnet50", ["resnet101", "resnet152"]),
        ("resnet20", ["resnet32", "resnet44", "resnet56", "resnet110"]),
    ];

    private sealed record Golden(Dictionary<string, Tensor> Tensors, Dictionary<string, string> About);

    private static readonly Lazy<Golden> Textbook = new(() => new(Goldens.Load("models"), About("models")));
    private static readonly Lazy<Golden> Torchvision =
        new(() => new(Goldens.Load("torchvision"), About("torchvision")));

    private static Dictionary<string, string> About(string file) =>
        Safetensors.LoadMetadata(Goldens.PathOf(file + ".safetensors"));

    public static TheoryData<string> TextbookNames => [.. About("models").Keys];

    public static TheoryData<string> TwinNames => [.. About("torchvision").Keys.Except(DeepTwins)];

    public static TheoryData<string> DeepTwinNames => [.. DeepTwins];

    [Fact]
    public void Every_entry_has_a_golden_or_a_stand_in()
    {
        string[] golden =
        [
            .. About("models").Keys, .. About("torchvision").Keys.Select(name => $"torchvision/{name}"),
        ];
        Assert.Empty(ZooEntries.Own.Except(golden).Except(StandIns.SelectMany(row => row.For)));
        Assert.Empty(StandIns.Select(row => row.Golden).Except(golden));
        Assert.All(StandIns, row => Assert.All(row.For,
            name => Assert.Equal(Zoo.Find(row.Golden).Family, Zoo.Find(name).Family)));
    }

    [Theory]
    [MemberData(nameof(TextbookNames))]
    public void Textbook_network_equals_PyTorch(string name)
    {
        var about = JsonNode.Parse(Textbook.Value.About[name])!;
        var (classes, channels, size) = ((int)about["classes"]!, (int)about["channels"]!, (int)about["size"]!);
        using var scope = NewDisposeScope();
        using var network = Zoo.Create(name, classes, channels, size, dropout: Barely.Contains(name) ? 1e-9 : 0);
        var entry = Zoo.Find(name);
        Tensor[] inputs = entry.Input.Kind switch
        {
            InputKind.Vector => [HashedNetwork.Vectors(Batch, size)],
            InputKind.Tokens when entry.Task == TaskKind.SequenceLabelling =>
                [HashedNetwork.Tokens("input", channels, Batch, size)],
            InputKind.Tokens => [HashedNetwork.Tokens("input", classes, Batch, size)],
            InputKind.Pairs =>
            [
                HashedNetwork.Tokens("source", channels, Batch, size),
                tensor(new long[] { 6, 5, 4, 6, 3 }),
                HashedNetwork.Tokens("target", classes, Batch, size),
            ],
            _ => [HashedNetwork.Images(Batch, channels, size)],
        };
        Compare(name, network, inputs, Textbook.Value.Tensors, State(about), logits => logits);
    }

    [Theory]
    [MemberData(nameof(TwinNames))]
    public void Twin_has_the_keys_shapes_and_outputs_of_torchvision(string name)
    {
        var about = JsonNode.Parse(Torchvision.Value.About[name])!;
        using var scope = NewDisposeScope();
        using var network = Zoo.Create($"torchvision/{name}", classes: 1000, channels: 3, dropout: 0);
        var expected = State(about);
        var actual = network.state_dict().ToDictionary(pair => pair.Key, pair => string.Join("x", pair.Value.shape));
        Assert.Empty(expected.Keys.Except(actual.Keys));
        Assert.Empty(actual.Keys.Except(expected.Keys));
        Assert.All(expected, pair => Assert.Equal((pair.Key, pair.Value), (pair.Key, actual[pair.Key])));
        var inputs = new[] { HashedNetwork.Images(Batch, 3, (int)about["size"]!) };
        Compare(name, network, inputs, Torchvision.Value.Tensors, expected,
            logits => logits[.., TensorIndex.Slice(0, 1000, 20)]);
    }

    [Theory(Explicit = true)]
    [MemberData(nameof(DeepTwinNames))]
    public void Deep_twin_has_the_keys_shapes_and_outputs_of_torchvision(string name) =>
        Twin_has_the_keys_shapes_and_outputs_of_torchvision(name);

    private static Dictionary<string, string> State(JsonNode about) =>
        ((string)about["state"]!).Split(' ').Select(pair => pair.Split(':'))
            .ToDictionary(pair => pair[0], pair => pair[1]);

    private static void Compare(
        string name, Module network, Tensor[] inputs, Dictionary<string, Tensor> goldens,
        Dictionary<string, string> state, Func<Tensor, Tensor> part)
    {
        HashedNetwork.Fill(network);
        network.eval();
        using (no_grad())
            Goldens.Equal(goldens[$"{name}/logits"], part(Run(network, inputs)), $"{name}, logits", 1e-4);

        network.train();
        if (network.parameters().Sum(p => p.numel()) < Double)
        {
            network.to(ScalarType.Float64);
            inputs = [.. inputs.Select(x => x.is_floating_point() ? x.to(ScalarType.Float64) : x)];
        }
        var logits = Run(network, inputs);
        (logits * HashedNetwork.Weights("loss", logits.shape)).sum().backward();
        var parameters = network.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter);
        var trained = state.Keys.Where(parameters.ContainsKey).ToArray();
        Assert.Equal(parameters.Count, trained.Length);
        Digests(goldens[$"{name}/gradients"], trained,
            key => parameters[key].grad ?? zeros_like(parameters[key]), $"{name}, gradient");
        if (goldens.TryGetValue($"{name}/running", out var running))
        {
            var buffers = network.state_dict();
            string[] statistics =
                [.. state.Keys.Where(key => key.EndsWith("running_mean") || key.EndsWith("running_var"))];
            Digests(running, statistics, key => buffers[key], $"{name}, statistic");
        }
    }

    /// <summary>A variational network decodes the mean, so that nothing is random.</summary>
    private static Tensor Run(Module network, Tensor[] inputs) => network switch
    {
        VariationalAutoencoder { Classes: > 0 } conditional when arange(inputs[0].shape[0]) is var labels =>
            conditional.Decode(conditional.Encode(inputs[0], labels), labels),
        VariationalAutoencoder variational => variational.Decode(variational.Encode(inputs[0])),
        IAuxiliary heads when heads.ForwardAll(inputs[0]) is var (logits, auxiliary) => cat([logits, .. auxiliary], 1),
        IPenalized penalized => Example.Run(network, inputs) + penalized.Penalty(inputs[0]),
        _ => Example.Run(network, inputs),
    };

    /// <summary>
    /// Compares the norm and five elements of each tensor, relative to its root mean square. If PyTorch's tensor is
    /// only rounding, like the gradient of a bias in front of a batch norm, this one must be only rounding too.
    /// </summary>
    private static void Digests(Tensor expected, string[] names, Func<string, Tensor> find, string what)
    {
        const double tolerance = 1e-3;
        Assert.Equal(names.Length, expected.shape[0]);
        var rows = expected.data<float>().ToArray().Chunk(6).ToArray();
        var tensors = names.Select(name => find(name).detach().to(ScalarType.Float64).flatten()).ToArray();
        var scales = tensors.Zip(rows, (tensor, row) => row[0] / Math.Sqrt(tensor.numel())).ToArray();
        var rounding = scales.Max() * 1e-5;
        for (var i = 0; i < names.Length; i++)
        {
            var count = tensors[i].numel();
            var scale = scales[i];
            var norm = tensors[i].norm().ToDouble();
            if (scale < rounding && norm / Math.Sqrt(count) < rounding) continue;
            Assert.True(
                Math.Abs(norm - rows[i][0]) <= tolerance * scale * Math.Sqrt(count),
                $"{what} of {names[i]}: its norm is {norm:g6}, PyTorch's {rows[i][0]:g6}.");
            for (var j = 0; j < 5; j++)
            {
                var element = j * (count - 1) / 4;
                var (value, theirs) = (tensors[i][element].ToDouble(), rows[i][j + 1]);
                Assert.True(
                    Math.Abs(value - theirs) <= tolerance * Math.Max(scale, Math.Abs(theirs)),
                    $"{what} of {names[i]}, element {element}: {value:g6}, PyTorch's {theirs:g6}.");
            }
        }
    }
}
