using static TorchSharp.torch;

namespace ModelZoo.Tests;

/// <summary>Counts living tensors, after collecting those that earlier tests left behind.</summary>
internal static class Handles
{
    internal static long Living()
    {
        Collect();
        return Tensor.TotalCount;
    }

    // Twice: the second collection finds what the finalizers of the first one let go.
    internal static void Collect()
    {
        for (int again = 0; again < 2; again++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
