using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using LibTorch.Interop;
using static TorchSharp.torch;

namespace LibTorch;

/// <summary>
/// Parts of a network whose inner tensors are dropped after forward and made again in backward, as torch.utils.checkpoint does: memory for
/// one part instead of all, for a second forward. Gradients are bitwise the same: random numbers are drawn from the same state again.
/// </summary>
public static unsafe class Recomputation
{
    private sealed record Part(Func<Tensor, Tensor> Forward, Tensor Random);

    private static readonly ConcurrentDictionary<long, Part> Parts = new();
    private static long _count;
    [ThreadStatic] private static int _depth;

    /// <summary>Whether this thread runs a part for the second time: then what forward counts, batch norm's averages, has been counted.</summary>
    internal static bool Again => _depth > 0;

    /// <param name="learned">A weight of the part: it needs gradients even if its input needs none.</param>
    internal static Tensor Run(Func<Tensor, Tensor> forward, Tensor input, Tensor? learned)
    {
        if (learned is null || !is_grad_enabled() || Again)
            return forward(input);
        var random = Generator.Default.get_state().DetachFromDisposeScope();
        using var scope = NewDisposeScope();
        Tensor output;
        using (no_grad())
            output = forward(input);
        if (ReferenceEquals(output, input))
        {
            random.Dispose();
            return input;
        }
        long number = Interlocked.Increment(ref _count);
        Parts[number] = new Part(forward, random);
        using var x = new Holding(input);
        using var weight = new Holding(learned);
        using var made = new Holding(output);
        Native.Check(Native.mz_recomputed(x.Handle, weight.Handle, made.Handle, &Repeat, &Release, number, out var result), "recomputation");
        return new Tensor(in result).MoveToOuterDisposeScope();
    }

    // Called from within backward. No exception may pass through C++: its text does.
    [UnmanagedCallersOnly]
    private static nint Repeat(long number, NativeResult* input)
    {
        var part = Parts[number];
        using var now = Generator.Default.get_state().DetachFromDisposeScope();
        _depth++;
        try
        {
            using var scope = NewDisposeScope();
            Generator.Default.set_state(part.Random);
            using var output = new Holding(part.Forward(new Tensor(in *input)));
            return Native.mz_tensor_again(output.Handle);
        }
        catch (Exception failure)
        {
            Native.mz_fail(failure.Message);
            return 0;
        }
        finally
        {
            _depth--;
            Generator.Default.set_state(now);
        }
    }

    [UnmanagedCallersOnly]
    private static void Release(long number)
    {
        if (Parts.TryRemove(number, out var part))
            part.Random.Dispose();
    }
}
