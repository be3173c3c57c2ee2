
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using ModelZoo.Weights;
using Xunit;

namespace ModelZoo.Tests.Architecture;

/// <summary>The programs in samples/, started as their reader starts them.</summary>
public class SampleTests
{
    [Fact]
    public void The_zoos_trainer_learns_data_of_ones_own_with_a_model_of_ones_own() =>
        Assert.InRange(Number(Run("OwnModel"), @"test accuracy (\S+)"), 0.95, 1);

    [Fact]
    public void A_model_of_the_zoo_is_trained_in_a_dozen_lines()
    {
        var output = Run("TrainZooModel", "mlp", "2", "2000");
        Assert.InRange(Number(output, @"epoch 2: .* test accuracy (\S+)"), 0.6, 1);
        Assert.True(Number(output, @"epoch 2: train loss ([\d.]+)") < Number(output, @"epoch 1: train loss ([\d.]+)"));
    }

    [Fact]
    public void Weights_in_torchvisions_names_classify_a_picture()
    {
        using var scratch = new Scratch();
        using (var network = Zoo.Create("torchvision/resnet18", classes: 10, channels: 3))
            Safetensors.Save(scratch["weights.safetensors"], network.state_dict());
        var lines = Run("PublishedWeights", "torchvision/resnet18", scratch["weights.safetensors"], Path.Combine(AppContext.BaseDirectory, "goldens", "preparation.png"), "10").Trim().Split('\n');
        Assert.Equal(5, lines.Length);
        var shares = lines.Select(line => Number(line.Replace(" %", "").Replace("%", ""), @"class +\d+ +([\d.]+)")).ToList();
        Assert.Equal(shares.OrderDescending(), shares);
        Assert.InRange(shares.Sum(), 50, 100);
    }

    private static double Number(string output, string pattern) =>
        double.Parse(Regex.Match(output, pattern, RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value, CultureInfo.InvariantCulture);

    private static string Run(string sample, params string[] args)
    {
        var built = Path.Combine(Repository.Root, "artifacts", "bin", sample, "release", sample + ".dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [built, .. args]) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
