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
        MallocInfo now = default;
        return OperatingSystem.IsLinux() && Try(() => { now = MallocInformation(); return true; })
            ? (long)(now.UsedBytes + now.MappedBytes) : null;
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
