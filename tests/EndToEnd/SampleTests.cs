using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using ModelZoo.Weights;
using Xunit;

namespace ModelZoo.Tests.EndToEnd;

/// <summary>Starts the programs in samples/.</summary>
public class SampleTests
{
    [Fact]
    public void OwnModel_learns_its_own_data() =>
        Assert.InRange(Number(Run("OwnModel"), @"test accuracy (\S+)"), 0.95, 1);

    [Fact]
    public void TrainZooModel_learns_Fashion_MNIST()
    {
        var output = Run("TrainZooModel", "mlp", "2", "2000");
        double first = Number(output, @"epoch 1: train loss ([\d.]+)");
        double second = Number(output, @"epoch 2: train loss ([\d.]+)");
        Assert.True(second < first, $"The training loss is {first}, then {second}.");
        Assert.InRange(Number(output, @"epoch 2: .* test accuracy (\S+)"), 0.6, 1);
    }

    [Fact]
    public void PublishedWeights_prints_the_five_likeliest_classes_of_a_picture()
    {
        using var scratch = new Scratch();
        var weights = scratch["weights.safetensors"];
        using (var network = Zoo.Create("torchvision/resnet18", classes: 10, channels: 3))
            Safetensors.Save(weights, network.state_dict());
        var picture = Goldens.PathOf("preparation.png");
        var lines = Run("PublishedWeights", "torchvision/resnet18", weights, picture, "10").Trim().Split('\n');
        Assert.Equal(5, lines.Length);
        var shares = lines.Select(line => Number(line.Replace("%", ""), @"class +\d+ +([\d.]+)")).ToList();
        Assert.Equal(shares.OrderDescending(), shares);
        Assert.InRange(shares.Sum(), 50, 100);
    }

    [Fact]
    public void RunOnnx_prints_the_shares_of_three_flowers()
    {
        using var scratch = new Scratch();
        var lines = Run("RunOnnx", scratch["flowers.onnx"]).Trim().Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.InRange(Number(lines[0], @"by (\S+)"), 0, 1e-4);
        Assert.All(lines[1..], line => Assert.Matches(@"^([\d.]+ %\s*){3}$", line));
    }

    private static double Number(string output, string pattern)
    {
        var match = Regex.Match(output, pattern, RegexOptions.None, TimeSpan.FromSeconds(1));
        return double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
    }

    private static string Run(string sample, params string[] args)
    {
        var built = Path.Combine(Repository.Root, "artifacts", "bin", sample, "release", sample + ".dll");
        var start = new ProcessStartInfo("dotnet", [built, .. args]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
