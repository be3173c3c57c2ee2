using ModelZoo.Tests.Cli;
using TorchSharp;
using Xunit;

namespace ModelZoo.Tests.LibTorch;

/// <summary>The kernels have a copy for each width of vectors, and a machine runs one of them: the others by the word that libtorch takes.</summary>
public class VectorWidthTests
{
    [Theory]
    [InlineData("lenet", "fp32")]   // convolution of one channel, average pooling, cross-entropy
    [InlineData("lstm", "fp32")]
    [InlineData("gru", "bf16")]
    public void A_run_gives_the_same_numbers_with_vectors_of_any_width(string model, string precision)
    {
        Assert.SkipUnless(torch.__version__.StartsWith("1.", StringComparison.Ordinal), "Later ones keep their own kernels.");
        using var scratch = new Scratch();
        var losses = new List<double>();
        foreach (var most in new[] { "avx512", "avx2", "default" })
        {
            var ended = Program.RunWith(new Dictionary<string, string> { ["ATEN_CPU_CAPABILITY"] = most },
                "--model", model, "--precision", precision, "--limit-train", "2500", "--limit-test", "1200", "--epochs", "1", "--quiet", "--output", scratch[most]);
            Assert.Equal("", ended.Error);
            losses.Add((double)ended.Result["train_loss"]!);
        }
        double apart = losses.Max() / losses.Min() - 1;
        Assert.InRange(apart, 0, precision == "fp32" ? 1e-4 : 1e-2);
    }
}
