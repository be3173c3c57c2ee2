using static TorchSharp.torch;

namespace ModelZoo.Tests;

/// <summary>Handles to tensors. What earlier tests forgot must be collected before a count begins, or it ends in the middle of it.</summary>
internal static class Handles
{
    internal static long Living()
    {
        Collect();
        return Tensor.TotalCount;
    }

    // Twice: what a finalizer lets go of is found by the next collection.
    internal static void Collect()
    {
        for (int again = 0; again < 2; again++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
