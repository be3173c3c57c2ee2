using System.Runtime.InteropServices;

namespace ModelZoo.Training;

/// <summary>Memory that does not suffice, however a backend and a device say so.</summary>
public static class Memory
{
    private static readonly string[] Words = ["not enough memory", "out of memory", "can't allocate memory", "bad_alloc", "CUDNN_STATUS_ALLOC_FAILED", "CUBLAS_STATUS_ALLOC_FAILED"];

    public static bool IsShort(Exception error) => error is OutOfMemoryException
        || (error is ExternalException && Words.Any(word => error.Message.Contains(word, StringComparison.OrdinalIgnoreCase)));
}

/// <summary>A batch that is too large for the memory.</summary>
/// <param name="message">One sentence or two.</param>
/// <param name="fits">The largest half, quarter, ... of the batch that was tried and fits; null if none does.</param>
public sealed class MemoryException(string message, int? fits) : Exception(message)
{
    public int? Fits => fits;
}
