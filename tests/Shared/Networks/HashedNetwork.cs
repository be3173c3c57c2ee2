using System.Text;
using static TorchSharp.torch;

namespace ModelZoo.Tests;

/// <summary>
/// Weights and inputs computed from a hash of their names. tests/goldens/hashed.py computes the same in PyTorch, so no
/// file of weights is needed.
/// </summary>
public static class HashedNetwork
{
    /// <summary>Numbers in [-1, 1), times scale, plus shift: a 32-bit mix of the index and the name's hash.</summary>
    private static Tensor Symmetric(string name, long count, double scale = 1, double shift = 0)
    {
        var seed = Encoding.UTF8.GetBytes(name).Aggregate(2166136261u, (hash, letter) => (hash ^ letter) * 16777619);
        var numbers = new float[count];
        for (var i = 0; i < numbers.Length; i++)
        {
            var x = (uint)i + seed;
            x = (x ^ (x >> 16)) * 0x7FEB352D;
            x = (x ^ (x >> 15)) * 0x846CA68B;
            numbers[i] = (float)(shift + scale * (2 * ((x ^ (x >> 16)) / 4294967296.0) - 1));
        }
        return tensor(numbers);
    }

    public static Tensor Images(long batch, long channels, long size) =>
        Symmetric("input", batch * channels * size * size, 0.5, 0.5).view(batch, channels, size, size);

    public static Tensor Vectors(long batch, long features) =>
        Symmetric("input", batch * features, 0.5, 0.5).view(batch, features);

    public static Tensor Tokens(string name, long symbols, params long[] shape) =>
        Symmetric(name, Count(shape), symbols * 0.5, symbols * 0.5).floor().to_type(ScalarType.Int64).view(shape);

    public static Tensor Weights(string name, long[] shape) => Symmetric(name, Count(shape)).view(shape);

    /// <summary>Fills matrices and kernels within He's bound, scales around one, and the rest around zero.</summary>
    public static void Fill(nn.Module network)
    {
        using var unrecorded = no_grad();
        foreach (var (name, state) in network.state_dict().Where(pair => pair.Value.dtype == ScalarType.Float32))
        {
            using var scope = NewDisposeScope();
            var (count, last) = (state.numel(), name[(name.LastIndexOf('.') + 1)..]);
            var values = last == "codes" ? Symmetric(name, count).sign()
                : state.dim() > 1 ? Symmetric(name, count, Math.Sqrt(6.0 / (count / state.shape[0])))
                : last == "running_var" ? Symmetric(name, count, 0.5, 1)
                : last == "weight" ? Symmetric(name, count, 0.1, 1)
                : Symmetric(name, count, 0.1);
            state.copy_(values.view(state.shape));
        }
    }

    private static long Count(long[] shape) => shape.Aggregate(1L, (product, side) => product * side);
}
