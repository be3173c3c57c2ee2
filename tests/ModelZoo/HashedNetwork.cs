using System.Text;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Models;

/// <summary>The C# side of tests/goldens/hashed.py: the same network in PyTorch and here without a file of weights.</summary>
public static class HashedNetwork
{
    /// <summary>count numbers in [0, 1), by a 32-bit mix of (FNV-1a of the name) + index.</summary>
    public static double[] Uniform(string name, long count)
    {
        var seed = Encoding.UTF8.GetBytes(name).Aggregate(2166136261u, (hash, letter) => (hash ^ letter) * 16777619);
        var numbers = new double[count];
        for (var i = 0; i < count; i++)
        {
            var x = (uint)i + seed;
            x = (x ^ (x >> 16)) * 0x7FEB352D;
            x = (x ^ (x >> 15)) * 0x846CA68B;
            numbers[i] = (x ^ (x >> 16)) / 4294967296.0;
        }
        return numbers;
    }

    public static Tensor Images(long batch, long channels, long size) => Symmetric("input", batch * channels * size * size, u => (u + 1) / 2).view(batch, channels, size, size);

    public static Tensor Tokens(string name, long symbols, params long[] shape) =>
        tensor(Uniform(name, shape.Aggregate(1L, (a, b) => a * b)).Select(u => (long)Math.Floor(u * symbols)).ToArray()).view(shape);

    public static Tensor Signs(string name, long[] shape) => Symmetric(name, shape.Aggregate(1L, (a, b) => a * b), u => u).view(shape);

    /// <summary>Matrices and kernels by He's bound, scales about one, the rest about zero.</summary>
    public static void Fill(nn.Module network)
    {
        using var unrecorded = no_grad();
        foreach (var (name, state) in network.state_dict().Where(pair => pair.Value.dtype == ScalarType.Float32))
        {
            using var scope = NewDisposeScope();
            var last = name[(name.LastIndexOf('.') + 1)..];
            var bound = state.dim() > 1 ? Math.Sqrt(6.0 / (state.numel() / state.shape[0])) : 0;
            Func<double, double> shape = last == "codes" ? u => Math.Sign(u)
                : state.dim() > 1 ? u => u * bound
                : last == "running_var" ? u => 1 + 0.5 * u
                : last == "weight" ? u => 1 + 0.1 * u
                : u => 0.1 * u;
            state.copy_(Symmetric(name, state.numel(), shape).view(state.shape));
        }
    }

    private static Tensor Symmetric(string name, long count, Func<double, double> shape)
    {
        var values = Uniform(name, count);
        var singles = new float[count];
        for (var i = 0; i < count; i++) singles[i] = (float)shape(2 * values[i] - 1);
        return tensor(singles);
    }
}
