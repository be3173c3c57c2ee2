using ModelZoo.Weights;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests;

/// <summary>Numbers that PyTorch computed. tests/goldens/goldens.py writes the files.</summary>
public static class Goldens
{
    public static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "goldens", file);

    /// <summary>All tensors of one file; the caller owns them.</summary>
    public static Dictionary<string, Tensor> Load(string topic)
    {
        var path = PathOf(topic + ".safetensors");
        Assert.True(File.Exists(path), $"{path} is missing: scripts/goldens {topic} makes it.");
        return Safetensors.Load(path);
    }

    /// <summary>
    /// The largest difference, relative to the largest expected value. It is infinite if the shapes differ, or if one
    /// tensor is NaN or infinite where the other is not.
    /// </summary>
    public static double RelativeError(Tensor expected, Tensor actual)
    {
        if (!expected.shape.SequenceEqual(actual.shape))
            return double.PositiveInfinity;
        if (expected.numel() == 0)
            return 0;
        using var scope = NewDisposeScope();
        using var unrecorded = no_grad();
        var (left, right) = (expected.to(ScalarType.Float64), actual.to(ScalarType.Float64));
        var special = left.isfinite().logical_not().logical_or(right.isfinite().logical_not());
        // Where one is NaN or infinite, the other must be the same.
        var same = left.eq(right).logical_or(left.isnan().logical_and(right.isnan()));
        if (special.logical_and(same.logical_not()).any().ToBoolean())
            return double.PositiveInfinity;
        (left, right) = (left.masked_fill(special, 0.0), right.masked_fill(special, 0.0));
        double largest = left.abs().max().ToDouble(), difference = (left - right).abs().max().ToDouble();
        return difference == 0 ? 0 : difference / Math.Max(largest, double.Epsilon);
    }

    /// <summary>Fails if the relative error is above 1e-5 for float32, 1e-10 for float64, or 0 for integers.</summary>
    public static void Equal(Tensor expected, Tensor actual, string what, double? tolerance = null)
    {
        Assert.True(expected.shape.SequenceEqual(actual.shape),
            $"{what}: the shape is [{string.Join(", ", actual.shape)}], "
            + $"PyTorch's is [{string.Join(", ", expected.shape)}].");
        double limit = tolerance ?? expected.dtype switch
        {
            ScalarType.Float64 => 1e-10,
            ScalarType.Float32 => 1e-5,
            _ => 0,
        };
        double error = RelativeError(expected, actual);
        Assert.True(error <= limit, $"{what}: the relative error is {error:g3}, above {limit:g3}.");
    }
}
