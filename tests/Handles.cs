using static TorchSharp.torch;

namespace ModelZoo.Tests;

/// <summary>Handles to tensors: what earlier tests forgot is collected first, so that it does not end in the middle of a count.</summary>
internal static class Handles
{
    internal static long Living()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }
}
