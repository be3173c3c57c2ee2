using System.Runtime.Intrinsics.X86;

namespace ModelZoo.LibTorch.Runtime;

/// <summary>Settings that libtorch reads only once, while it loads. A variable that is already set is kept.</summary>
internal static class NativeSettings
{
    private const string Malloc = "MODELZOO_MALLOC";

    internal static List<Choice> Choices { get; } = [];

    internal static void Apply()
    {
        // On some virtual machines libtorch does not recognize the CPU and falls back to code without vectors.
        bool wide = Avx512F.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported && Avx512F.VL.IsSupported;
        Set("ATEN_CPU_CAPABILITY", wide ? "avx512" : Avx2.IsSupported ? "avx2" : null,
            wide ? "the CPU has AVX-512" : Avx2.IsSupported ? "the CPU has AVX2" : "the CPU has no AVX2");
        Set("OMP_NUM_THREADS", $"{Platform.PhysicalCores()}", "one thread for each physical core");
        // A waiting thread that spins can take the core from the thread that it waits for, once other programs run.
        if (Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is { Length: > 0 } policy)
            Choices.Add(new("OMP_WAIT_POLICY", policy, "set in the environment"));
        else
            Set("GOMP_SPINCOUNT", "10000", "waiting threads soon sleep and leave the core to other programs");
        // Without this, libtorch also writes its errors to stderr, and NNPACK its warnings.
        Set("TORCH_CPP_LOG_LEVEL", "FATAL", "errors are reported as exceptions only");
        AllocateForReuse();
    }

    private static void AllocateForReuse()
    {
        bool refused = Environment.GetEnvironmentVariable(Malloc) == "system";
        bool kept = !refused && Platform.KeepFreedMemory();
        Choices.Add(new(Malloc, kept ? "keep" : "system", refused ? "set in the environment"
            : kept ? "freed memory is reused by the next step instead of going back to the system"
            : "this system's C library has no mallopt"));
    }

    // .NET changes only its own copy of the environment. libtorch asks the C library.
    private static void Set(string variable, string? value, string reason)
    {
        if (Environment.GetEnvironmentVariable(variable) is { Length: > 0 } given)
        {
            Choices.Add(new(variable, given, "set in the environment"));
            return;
        }
        if (value is not null && !Platform.SetEnvironment(variable, value))
            (value, reason) = (null, "this system's C library cannot set it");
        Choices.Add(new(variable, value ?? "not set", reason));
    }
}
