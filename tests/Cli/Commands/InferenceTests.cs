using System.Text.Json.Nodes;
using ModelZoo.Datasets.Images;
using ModelZoo.Onnx.Checking;
using ModelZoo.Weights;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Cli.Commands;

/// <summary>predict, generate and export, on runs that the program trained before.</summary>
public class InferenceTests
{
    private static string Train(Scratch scratch, params string[] args)
    {
        var ended = Program.Run(
            [.. args, "--epochs", "1", "--limit-test", "200", "--output", scratch["runs"], "--quiet"]);
        Assert.Equal("", ended.Error);
        return (string)ended.Result["run"]!;
    }

    [Fact]
    public void Predict_gives_the_same_for_a_run_and_for_its_exported_weights()
    {
        using var scratch = new Scratch();
        using var scope = NewDisposeScope();
        var run = Train(scratch, "--model", "lenet", "--limit-train", "1000");
        var images = rand(3, 1, 28, 28);
        string input = scratch["input.safetensors"], exported = scratch["lenet.safetensors"];
        string byRun = scratch["a.safetensors"], byWeights = scratch["b.safetensors"];
        Safetensors.Save(input, new Dictionary<string, Tensor> { ["input"] = images });
        void Succeeds(params string[] args) => Assert.Equal(0, Program.Run(args).Code);
        Succeeds("export", "--run", run, "--format", "safetensors", "--output", exported);
        Succeeds("predict", "--run", run, "--input", input, "--output", byRun);
        Succeeds("predict", "--model", "lenet", "--weights", exported, "--input", input, "--output", byWeights);
        var (a, b) = (Safetensors.Load(byRun)["logits"], Safetensors.Load(byWeights)["logits"]);
        Assert.Equal([3, 10], a.shape);
        Assert.True(a.Equals(b));

        var written = Program.Run("export", "--run", run, "--format", "onnx", "--output", scratch["lenet.onnx"]);
        Assert.StartsWith($"{scratch["lenet.onnx"]}\nONNX Runtime gives the network's results", written.Output);
        using (var runtime = new RuntimeCheck(scratch["lenet.onnx"]))
            Goldens.Equal(a, runtime.Run([images])[0], "logits in ONNX Runtime");

        var shown = Program.Run("predict", "--run", run, "--input", input);
        Assert.Equal("", shown.Error);
        Assert.Contains("input 2", shown.Output);
        Assert.Contains(" %  ", shown.Output);
        string[] classes =
        [
            "Bag", "Shirt", "Sandal", "Sneaker", "Coat", "Dress", "Trouser", "Pullover", "T-shirt/top", "Ankle boot",
        ];
        Assert.Contains(classes, shown.Output.Contains);
    }

    [Theory]
    [InlineData(0, "tench")]
    [InlineData(281, "tabby")]
    [InlineData(999, "toilet tissue")]
    public void Published_weights_predict_ImageNet_names(int number, string name)
    {
        using var scratch = new Scratch();
        using var scope = NewDisposeScope();
        using var network = Zoo.Create("torchvision/resnet18", classes: 1000, channels: 3);
        var weights = network.state_dict();
        weights["fc.weight"] = zeros(1000, 512);
        weights["fc.bias"] = 20 * arange(1000).eq(number).to(float32);
        Safetensors.Save(scratch["weights.safetensors"], weights);
        var input = scratch["input.safetensors"];
        Safetensors.Save(input, new Dictionary<string, Tensor> { ["input"] = rand(1, 3, 64, 64) });
        var shown = Program.Run("predict", "--model", "torchvision/resnet18",
            "--weights", scratch["weights.safetensors"], "--input", input);
        Assert.Equal($"100.00 %  {name}", shown.Output.Split('\n')[0].Trim());
    }

    [Fact]
    public void Several_pictures_are_answered_as_json_and_saved_as_the_network_sees_them()
    {
        using var scratch = new Scratch();
        using var scope = NewDisposeScope();
        var run = Train(scratch, "--model", "softmax", "--limit-train", "500");
        string[] pictures = [scratch["one.png"], scratch["two.png"]];
        Assert.Equal(0, Program.Run("generate", "--run", Train(scratch, "--model", "conv-vae", "--limit-train", "64"),
            "--what", "samples", "--output", pictures[0]).Code);
        File.Copy(pictures[0], pictures[1]);
        string[] seen = [scratch["seen.png"], scratch["inverted.png"]];
        string[] asked = ["predict", "--run", run, "--input", .. pictures, "--json", "--save-input"];
        var plain = Program.Run([.. asked, seen[0]]);
        Assert.Equal(0, plain.Code);
        var answers = JsonNode.Parse(plain.Output)!.AsArray();
        Assert.Equal(pictures, answers.Select(answer => (string?)answer!["input"]));
        Assert.All(answers, answer => Assert.Equal(5, answer!["classes"]!.AsObject().Count));
        Assert.Equal(0, Program.Run([.. asked, seen[1], "--invert"]).Code);
        var means = seen.Select(file => Pictures.Read(file, 1)[0, 0..28, 0..28].to(float32).mean().item<float>());
        Assert.Equal(255, means.Sum(), 1.0);
    }

    [Fact]
    public void Language_model_continues_a_prompt_and_repeats_itself_for_the_same_seed()
    {
        using var scratch = new Scratch();
        var run = Train(scratch, "--model", "rnn", "--steps", "5");
        string[] asked =
            ["generate", "--run", run, "--prompt", "the time ", "--length", "30", "--temperature", "0.8", "--seed"];
        var (first, again) = (Program.Run([.. asked, "1"]), Program.Run([.. asked, "1"]));
        var other = Program.Run([.. asked, "2"]);
        Assert.Equal("", first.Error);
        Assert.StartsWith("the time ", first.Output);
        Assert.Equal(9 + 30, first.Output.TrimEnd('\n').Length);
        Assert.Equal(first.Output, again.Output);
        Assert.NotEqual(first.Output, other.Output);
        Assert.Equal(2, Program.Run("generate", "--run", run, "--prompt", "Ж").Code);
        var refused = Program.Run("generate", "--run", run, "--temperature", "NaN");
        Assert.Equal(2, refused.Code);
        Assert.StartsWith("modelzoo: --temperature and --top-k must be at least 0", refused.Error);
    }

    [Fact]
    public void Autoencoder_makes_pictures_of_each_kind()
    {
        using var scratch = new Scratch();
        var run = Train(scratch, "--model", "conv-vae", "--limit-train", "256", "--batch-size", "64");
        foreach (var kind in new[] { "samples", "reconstructions", "interpolation", "map" })
        {
            var file = scratch[kind + ".png"];
            Assert.Equal(0, Program.Run("generate", "--run", run, "--what", kind, "--output", file).Code);
            using var pixels = Pictures.Read(file, 1);
            Assert.True(pixels.shape[1] > 28 && pixels.shape[2] > 28, kind);
            Assert.True(pixels.to(float32).std().item<float>() > 1, kind);
        }
        Assert.Contains("samples, reconstructions", Program.Run("generate", "--run", run, "--what", "dreams").Error);
        var text = Program.Run("generate", "--run", run, "--top-k", "5");
        Assert.Equal((2, "modelzoo: --top-k has no effect here, because conv-vae makes pictures: leave it out.\n"),
            (text.Code, text.Error));
    }

    [Theory]
    [InlineData(2, "There is no weight file", "--model", "lenet", "--weights", "nowhere.pth", "--input", "x.png")]
    [InlineData(2, "Which network?", "--model", "lenet", "--input", "x.png")]
    [InlineData(2, "is not the folder of a run", "--run", "nowhere", "--input", "x.png")]
    [InlineData(1, "no known weight file",
        "--model", "lenet", "--weights", "modelzoo-cli.dll", "--input", "x.png")]
    [InlineData(2, "--invert has no effect here", "--run", "nowhere", "--text", "go .", "--invert")]
    [InlineData(2, "--json has no effect here",
        "--run", "nowhere", "--input", "x.png", "--output", "a.csv", "--json")]
    [InlineData(2, "--text has no effect here",
        "--run", "nowhere", "--input", "x.png", "--text", "go .", "--output", "a.safetensors")]
    [InlineData(2, "lenet", "--model", "lenett", "--weights", "x", "--input", "x.png")]
    [InlineData(1, "not enough memory",
        "--model", "lenet", "--image-size", "1000000", "--weights", "modelzoo-cli.dll", "--input", "x.png")]
    public void Mistake_is_reported_in_one_sentence(int code, string expected, params string[] args)
    {
        var ended = Program.Run(["predict", .. args]);
        Assert.Contains(expected, ended.Error);
        Assert.Single(ended.Error.TrimEnd().Split('\n'));
        Assert.Equal(code, ended.Code);
    }
}
