using ModelZoo.LibTorch.Runtime;

namespace ModelZoo.Training;

/// <summary>How much main memory tensors may take.</summary>
public static class MemoryLimit
{
    private const string Variable = "MODELZOO_MEMORY";

    /// <summary>Null where the C library does not tell how much is in use.</summary>
    public static long? Bytes => RuntimeFacts.AllocatedBytes is null ? null : Asked ?? Machine;

    /// <summary>The limit for doctor.</summary>
    public static Choice Choice => new(Variable, $"{(Asked ?? Machine) >> 20}", "megabytes that tensors may take: "
        + (Asked is null ? "the memory of this machine, or three quarters of its container's" : "set in the environment"));

    private static long? Asked =>
        long.TryParse(Environment.GetEnvironmentVariable(Variable), out var megabytes) && megabytes > 0 ? megabytes << 20 : null;

    // In a container .NET names three quarters of what the container may take.
    private static long Machine { get; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
}
