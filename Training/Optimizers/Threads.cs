namespace ModelZoo.Training.Optimizers;

/// <summary>Work shared out over threads: libtorch's own, which are awake after a backward pass, else those of .NET's pool.</summary>
internal static unsafe class Threads
{
    internal static void Share(int shares, delegate*<int, void*, void> body, void* state)
    {
        Pooled(shares, body, state);
    }

    // Apart from Share, which would make what the threads see of it even where it is not needed.
    private static void Pooled(int shares, delegate*<int, void*, void> body, void* state) => Parallel.For(0, shares, share => body(share, state));
}
