using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace LibTorch.Interop;

/// <summary>What has to be decided before libtorch loads, because it and its libraries look only once.</summary>
/// <remarks>Each choice is kept with its reason, is shown by `doctor`, and gives way to the variable that it names.</remarks>
internal static partial class Tuning
{
    internal static List<Choice> Choices { get; } = [];

    /// <summary>What our own allocator hands out at most; null without it.</summary>
    internal static long? MostBytes { get; private set; }

    internal static string Triplet => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "aarch64-linux-gnu" : "x86_64-linux-gnu";

    internal static void BeforeLoading()
    {
        bool wide = Avx512F.IsSupported && Avx512BW.IsSupported && Avx512DQ.IsSupported && Avx512F.VL.IsSupported;
        Set("OPENBLAS_CORETYPE", wide ? "SkylakeX" : null, wide ? "the CPU has AVX-512, which OpenBLAS 0.3.21 uses only on CPUs that it knows" : "OpenBLAS's own choice: the CPU has no AVX-512");
        Set("ATEN_CPU_CAPABILITY", wide ? "avx512" : null, wide ? "the CPU has AVX-512" : "libtorch's own choice: the CPU has no AVX-512");
        Set("OMP_NUM_THREADS", Cores().ToString(), "one thread a physical core; libtorch alone would take half of them");
        Waiting();
        Blas();
        Malloc();
    }

    // Threads that wait by spinning take the core from the one that they wait for, where anything else runs: LeNet took 35 s
    // for what takes 2, on two cores with ten other programs. After some microseconds they sleep.
    private static void Waiting()
    {
        if (Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is { Length: > 0 } policy)
            Choices.Add(new("OMP_WAIT_POLICY", policy, "set by the user"));
        else
            Set("GOMP_SPINCOUNT", "10000", "waiting threads sleep soon instead of keeping cores from other work");
    }

    // Called by address: the resolver that P/Invoke would ask is running still.
    internal static unsafe void AfterLoading(nint shim)
    {
        const string variable = "MODELZOO_ALLOCATOR";
        bool own = Environment.GetEnvironmentVariable(variable) != "system";
        if (own)
        {
            MostBytes = Memory();
            _ = ((delegate* unmanaged<long, int>)NativeLibrary.GetExport(shim, "mz_use_own_allocator"))(MostBytes.Value);
        }
        Choices.Add(own
            ? new(variable, "lists", "small blocks are kept in lists by each thread, which saves a fifth of a small operator")
            : new(variable, "system", "asked for"));
    }

    private static long Memory()
    {
        const string variable = "MODELZOO_MEMORY";
        bool asked = long.TryParse(Environment.GetEnvironmentVariable(variable), out var megabytes) && megabytes > 0;
        long most = asked ? megabytes << 20 : MachineMemory();
        Choices.Add(new(variable, $"{most >> 20}", asked ? "megabytes that tensors may take, set by the user" : "megabytes that tensors may take, all that there are: beyond it an operator fails with a sentence, where Linux would kill the process"));
        return most;
    }

    // The machine's memory, or a container's limit on it.
    private static long MachineMemory()
    {
        long most = long.MaxValue;
        foreach (var (file, unit) in new[] { ("/proc/meminfo", 1024), ("/sys/fs/cgroup/memory.max", 1), ("/sys/fs/cgroup/memory/memory.limit_in_bytes", 1) })
            if (File.Exists(file) && File.ReadLines(file).First().Split(' ', StringSplitOptions.RemoveEmptyEntries) is var words && long.TryParse(words[unit == 1 ? 0 : 1], out var count))
                most = Math.Min(most, count * unit);
        return most;
    }

    // OpenBLAS's pthread build has threads of its own that fight with libtorch's; the OpenMP build shares them.
    private static void Blas()
    {
        const string variable = "MODELZOO_BLAS";
        var asked = Environment.GetEnvironmentVariable(variable);
        var folder = string.IsNullOrEmpty(asked) ? $"/usr/lib/{Triplet}/openblas-openmp" : asked;
        if (asked == "system" || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("LIBTORCH")))
        {
            Choices.Add(new(variable, "system", asked == "system" ? "asked for" : "the libtorch in LIBTORCH brings its own"));
            return;
        }
        var loaded = new[] { "libblas.so.3", "liblapack.so.3" }.Count(name => NativeLibrary.TryLoad(Path.Combine(folder, name), out _));
        Choices.Add(loaded > 0
            ? new(variable, folder, "OpenBLAS's OpenMP build shares libtorch's threads")
            : new(variable, "system", $"there is no OpenBLAS in {folder}: scripts/setup installs libopenblas0-openmp"));
    }

    /// <summary>Puts our choice between OpenBLAS and oneDNN (gemm.cpp) where libtorch looks for a matrix product.</summary>
    internal static void MatrixProducts(string? library)
    {
        const string variable = "MODELZOO_GEMM";
        const int now = 2, forAll = 0x100;
        var asked = Environment.GetEnvironmentVariable(variable);
        if (asked == "blas" || Environment.GetEnvironmentVariable("MODELZOO_BLAS") == "system")
            Choices.Add(new(variable, "blas", asked == "blas" ? "asked for" : "MODELZOO_BLAS asks for the system's"));
        else if (!OperatingSystem.IsLinux() || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("LIBTORCH")))
            Choices.Add(new(variable, "blas", "this libtorch brings its own matrix products"));
        else
            Choices.Add(library is not null && dlopen(library, now | forAll) != 0
                ? new(variable, "choose", "oneDNN's matrix product where it is faster than OpenBLAS's: narrow results, few rows")
                : new(variable, "blas", "libmodelzoo_gemm.so is missing or does not load"));
    }

    // By default glibc returns every large block to the kernel and takes it back page by page at the next step.
    private static void Malloc()
    {
        const string variable = "MODELZOO_MALLOC";
        if (Environment.GetEnvironmentVariable(variable) == "system")
        {
            Choices.Add(new(variable, "system", "asked for"));
            return;
        }
        try
        {
            const int trimThreshold = -1, topPad = -2, mmapThreshold = -3;
            _ = mallopt(mmapThreshold, 1 << 30);
            _ = mallopt(trimThreshold, int.MaxValue);
            _ = mallopt(topPad, 64 << 20);
            Choices.Add(new(variable, "keep", "large blocks are reused instead of going back to the kernel at each step"));
        }
        catch (EntryPointNotFoundException)
        {
            Choices.Add(new(variable, "system", "this C library has no mallopt"));
        }
    }

    // libc's own setenv: .NET keeps a copy of the environment that native libraries never see.
    private static void Set(string variable, string? value, string why)
    {
        var own = Environment.GetEnvironmentVariable(variable);
        bool given = !string.IsNullOrEmpty(own);
        if ((given ? own : value) is { } chosen)
            _ = setenv(variable, chosen, 1);
        Choices.Add(given ? new(variable, own!, "set by the user") : new(variable, value ?? "unset", why));
    }

    /// <summary>Physical cores that this process may use: two hyperthreads of one core count once.</summary>
    internal static int Cores()
    {
        try
        {
            var siblings = Directory.GetDirectories("/sys/devices/system/cpu", "cpu*")
                .Select(cpu => Path.Combine(cpu, "topology", "thread_siblings_list"))
                .Where(File.Exists).Select(File.ReadAllText).ToArray();
            int threads = siblings.Length, cores = siblings.Distinct().Count();
            return threads == 0 ? Environment.ProcessorCount : Math.Max(1, Environment.ProcessorCount * cores / threads);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Environment.ProcessorCount;
        }
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint dlopen(string library, int flags);

    [LibraryImport("libc")]
    private static partial int mallopt(int parameter, int value);
}
