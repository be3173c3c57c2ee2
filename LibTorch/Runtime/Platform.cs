using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ModelZoo.LibTorch.Runtime;

/// <summary>
/// Everything that differs between Linux, Windows and macOS. Where a system lacks something, the function returns false
/// or null and the caller does without. Only Linux was run; the other branches follow the systems' documentation.
/// </summary>
internal static partial class Platform
{
    /// <summary>Sets a variable where native libraries read it.</summary>
    internal static bool SetEnvironment(string name, string value) => Try(() =>
        (OperatingSystem.IsWindows() ? PutEnvironmentWindows(name, value) : SetEnvironmentUnix(name, value, 1)) == 0);

    /// <summary>
    /// Keeps freed memory in the process. By default glibc returns each large block to the kernel, and the next step
    /// waits while the kernel clears new pages.
    /// </summary>
    internal static bool KeepFreedMemory()
    {
        const int trimThreshold = -1, topPad = -2, mmapThreshold = -3;
        return OperatingSystem.IsLinux() && Try(() => SetMallocOption(mmapThreshold, 1 << 30) == 1
            && SetMallocOption(trimThreshold, int.MaxValue) == 1 && SetMallocOption(topPad, 64 << 20) == 1);
    }

    /// <summary>Writes a folder's entries to the disk, so that a rename survives a power cut. Not on Windows.</summary>
    internal static bool FlushFolder(string path) => !OperatingSystem.IsWindows() && Try(() =>
    {
        const int readOnly = 0;
        using var folder = new SafeFileHandle(Open(path, readOnly), ownsHandle: true);
        return !folder.IsInvalid && Synchronize(folder) == 0;
    });

    /// <summary>Bytes in use by native code, mostly tensors; null if the C library does not count them.</summary>
    internal static long? AllocatedBytes()
    {
        const int mapped = 4, used = 7;   // their places in what malloc.h declares
        MallocInfo now = default;
        return OperatingSystem.IsLinux() && Try(() => { now = MallocInformation(); return true; })
            ? (long)(now[mapped] + now[used]) : null;
    }

    /// <summary>Physical cores that this process may use. Two hyperthreads of one core count once.</summary>
    internal static int PhysicalCores()
    {
        const string processors = "/sys/devices/system/cpu";
        var siblings = (Directory.Exists(processors) ? Directory.GetDirectories(processors, "cpu*") : [])
            .Select(cpu => Path.Combine(cpu, "topology", "thread_siblings_list"))
            .Where(File.Exists).Select(File.ReadAllText).ToArray();
        int threads = siblings.Length, cores = siblings.Distinct().Count();
        return threads == 0 ? Environment.ProcessorCount : Math.Max(1, Environment.ProcessorCount * cores / threads);
    }

    /// <summary>
    /// Keeps the signals of users and of the system from this thread. Some of oneDNN's kernels move the stack into the
    /// heap; a signal handler that runs then overwrites other data.
    /// </summary>
    internal static bool BlockSignals(bool block) => OperatingSystem.IsLinux() && Try(() =>
    {
        const int hangup = 1, interrupt = 2, quit = 3, terminate = 15, child = 17, resume = 18, window = 28, size = 128;
        Span<byte> set = stackalloc byte[size];
        foreach (int signal in (int[])[hangup, interrupt, quit, terminate, child, resume, window])
            set[(signal - 1) / 8] |= (byte)(1 << ((signal - 1) % 8));
        return MaskSignals(block ? 0 : 1, set, nint.Zero) == 0;
    });

    private static bool Try(Func<bool> call)
    {
        try
        {
            return call();
        }
        catch (Exception error) when (error is EntryPointNotFoundException or DllNotFoundException)
        {
            return false;
        }
    }

    [InlineArray(10)]
    private struct MallocInfo { private nuint _first; }

    private const string C = "libc";

    [LibraryImport(C, EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironmentUnix(string name, string value, int overwrite);
    [LibraryImport("ucrtbase", EntryPoint = "_putenv_s", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int PutEnvironmentWindows(string name, string value);
    [LibraryImport(C, EntryPoint = "mallopt")] private static partial int SetMallocOption(int parameter, int value);
    [LibraryImport(C, EntryPoint = "mallinfo2")] private static partial MallocInfo MallocInformation();
    [LibraryImport(C, EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
    [LibraryImport(C, EntryPoint = "fsync")] private static partial int Synchronize(SafeFileHandle file);
    [LibraryImport(C, EntryPoint = "pthread_sigmask")]
    private static partial int MaskSignals(int how, ReadOnlySpan<byte> set, nint previous);
}
