using System.Runtime.InteropServices;
using ModelZoo.LibTorch.Runtime;

namespace ModelZoo.Training;

/// <summary>Recognizes errors about too little memory, whichever backend and device they are from.</summary>
internal static class Memory
{
    private static readonly string[] Phrases =
    [
        "not enough memory", "out of memory", "can't allocate memory", "bad_alloc",
        "CUDNN_STATUS_ALLOC_FAILED", "CUBLAS_STATUS_ALLOC_FAILED",
    ];

    internal static bool IsShort(Exception error) => error is OutOfMemoryException || (error is ExternalException
        && Phrases.Any(phrase => error.Message.Contains(phrase, StringComparison.OrdinalIgnoreCase)));
}

/// <summary>A batch is too large for the memory.</summary>
/// <param name="fits">The largest batch that fits, of a half, a quarter and so on; null if none does.</param>
public sealed class MemoryException(string message, int? fits) : Exception(message)
{
    public int? Fits => fits;
}

/// <summary>How much main memory tensors may take.</summary>
internal static class MemoryLimit
{
    private const string Variable = "MODELZOO_MEMORY";

    /// <summary>Null if the C library does not tell how much memory is in use.</summary>
    internal static long? Bytes => Platform.AllocatedBytes() is null ? null : Configured ?? Machine;

    /// <summary>The limit as doctor shows it.</summary>
    internal static Choice Choice => new(Variable, $"{(Configured ?? Machine) >> 20}",
        "megabytes that tensors may take: " + (Configured is null
            ? "the memory of this machine, or three quarters of its container's"
            : "set in the environment"));

    private static long? Configured =>
        long.TryParse(Environment.GetEnvironmentVariable(Variable), out var megabytes) && megabytes > 0
            ? megabytes << 20
            : null;

    // In a container .NET names three quarters of the container's limit.
    private static long Machine { get; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
}
