using System.Runtime.InteropServices;

namespace ModelZoo.LibTorch.Runtime;

/// <summary>
/// Everything that differs between Linux, Windows and macOS, in one place. Where a system lacks something, the function says so
/// (false or null) and the caller does without. Only Linux was run; the Windows and macOS branches follow their documentation.
/// </summary>
internal static partial class Platform
{
    /// <summary>Sets a variable where native libraries read it.</summary>
    internal static bool SetEnvironment(string name, string value) => Try(() =>
        OperatingSystem.IsWindows() ? PutEnvironmentWindows(name, value) == 0 : SetEnvironmentUnix(name, value, 1) == 0);

    /// <summary>By default glibc returns each large block to the kernel when it is freed, and every step faults its pages in again.</summary>
    internal static bool KeepFreedMemory()
    {
        const int trimThreshold = -1, topPad = -2, mmapThreshold = -3;
        return OperatingSystem.IsLinux() && Try(() =>
            SetMallocOption(mmapThreshold, 1 << 30) == 1 && SetMallocOption(trimThreshold, int.MaxValue) == 1 && SetMallocOption(topPad, 64 << 20) == 1);
    }

    /// <summary>Asks for 2 MiB pages before the memory is first written: rows that are read at random then miss the address cache less often.</summary>
    internal static unsafe void AdviseHugePages(Span<byte> memory)
    {
        const int advice = 14, pageBytes = 2 << 20;
        if (!OperatingSystem.IsLinux() || memory.Length < 2 * pageBytes)
            return;
        fixed (byte* start = memory)
        {
            nint first = ((nint)start + pageBytes - 1) & -pageBytes, end = ((nint)start + memory.Length) & -pageBytes;
            Try(() => Advise(first, end - first, advice) == 0);
        }
    }

    /// <summary>Waits until a folder's entries are on the disk, so that a rename in it survives a power cut. Windows has no such call.</summary>
    internal static bool FlushFolder(string path) => !OperatingSystem.IsWindows() && Try(() =>
    {
        const int readOnly = 0;
        int file = Open(path, readOnly);
        if (file < 0)
            return false;
        bool flushed = Synchronize(file) == 0;
        _ = Close(file);
        return flushed;
    });

    /// <summary>Bytes that malloc has handed out and not got back; null where the C library does not count them.</summary>
    internal static long? AllocatedBytes()
    {
        long? bytes = null;
        if (OperatingSystem.IsLinux())
            Try(() => { var now = MallocInformation(); bytes = (long)(now.UsedBytes + now.MappedBytes); return true; });
        return bytes;
    }

    /// <summary>Forgets the process's peak memory, so that <see cref="PeakBytes"/> counts from here.</summary>
    internal static bool ForgetPeak() => OperatingSystem.IsLinux() && Try(() => { _ = TrimHeap(0); File.WriteAllText("/proc/self/clear_refs", "5"); return true; });

    /// <summary>The most memory the process held since <see cref="ForgetPeak"/>, and what it holds now.</summary>
    internal static (long Peak, long Now)? PeakBytes()
    {
        return OperatingSystem.IsLinux() && File.Exists(Status) ? (StatusBytes("VmHWM:"), StatusBytes("VmRSS:")) : null;
    }

    private const string Status = "/proc/self/status";

    private static long StatusBytes(string field) => File.ReadLines(Status).Where(line => line.StartsWith(field, StringComparison.Ordinal))
        .Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2])).FirstOrDefault() * 1024;

    /// <summary>The memory of the machine, or of the container if that is less.</summary>
    internal static long? MachineMemory()
    {
        if (!OperatingSystem.IsLinux())
            return GC.GetGCMemoryInfo().TotalAvailableMemoryBytes is > 0 and var bytes ? bytes : null;
        var found = new[] { ("/proc/meminfo", 1, 1024), ("/sys/fs/cgroup/memory.max", 0, 1), ("/sys/fs/cgroup/memory/memory.limit_in_bytes", 0, 1) }
            .Where(source => File.Exists(source.Item1))
            .Select(source => (Words: File.ReadLines(source.Item1).First().Split(' ', StringSplitOptions.RemoveEmptyEntries), source.Item2, source.Item3))
            .Select(source => source.Words.Length > source.Item2 && long.TryParse(source.Words[source.Item2], out var count) ? count * source.Item3 : long.MaxValue)
            .DefaultIfEmpty(long.MaxValue).Min();
        return found == long.MaxValue ? null : found;
    }

    /// <summary>Physical cores that this process may use: two hyperthreads of one core count once.</summary>
    internal static int PhysicalCores()
    {
        const string processors = "/sys/devices/system/cpu";
        if (!Directory.Exists(processors))
            return Environment.ProcessorCount;
        var siblings = Directory.GetDirectories(processors, "cpu*").Select(cpu => Path.Combine(cpu, "topology", "thread_siblings_list"))
            .Where(File.Exists).Select(File.ReadAllText).ToArray();
        int threads = siblings.Length, cores = siblings.Distinct().Count();
        return threads == 0 ? Environment.ProcessorCount : Math.Max(1, Environment.ProcessorCount * cores / threads);
    }

    /// <summary>Signals that a user or a system sends: a handler must not run on a thread while oneDNN has moved its stack into the heap.</summary>
    internal static bool BlockSignals(bool block) => OperatingSystem.IsLinux() && Try(() =>
    {
        const int hangup = 1, interrupt = 2, quit = 3, terminate = 15, child = 17, resume = 18, window = 28, size = 128;
        Span<byte> set = stackalloc byte[size];
        foreach (int signal in (int[])[hangup, interrupt, quit, terminate, child, resume, window])
            set[(signal - 1) / 8] |= (byte)(1 << ((signal - 1) % 8));
        return MaskSignals(block ? 0 : 1, set, nint.Zero) == 0;
    });

    // A C library without the function is no error: the caller does without.
    private static bool Try(Func<bool> call)
    {
        try
        {
            return call();
        }
        catch (Exception error) when (error is EntryPointNotFoundException or DllNotFoundException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct MallocInfo
    {
        private readonly nuint _arena, _freeBlocks, _fastBlocks, _mappedBlocks;
        public readonly nuint MappedBytes;
        private readonly nuint _none, _fastBytes;
        public readonly nuint UsedBytes;
        private readonly nuint _freeBytes, _top;
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironmentUnix(string name, string value, int overwrite);

    [LibraryImport("ucrtbase", EntryPoint = "_putenv_s", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int PutEnvironmentWindows(string name, string value);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetMallocOption(int parameter, int value);

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int TrimHeap(nuint pad);

    [LibraryImport("libc", EntryPoint = "mallinfo2")]
    private static partial MallocInfo MallocInformation();

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint start, nint length, int advice);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Synchronize(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "pthread_sigmask")]
    private static partial int MaskSignals(int how, ReadOnlySpan<byte> set, nint previous);
}
