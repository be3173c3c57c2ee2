using System.Runtime.InteropServices;

namespace LibTorch;

/// <summary>What .NET leaves out: a folder's own entries flushed to the disk, so that a rename in it outlasts a loss of power.</summary>
public static partial class Disk
{
    /// <summary>Waits until the folder's entries are on the disk; where the file system cannot say so, nothing is lost but that certainty.</summary>
    public static void FlushFolder(string path)
    {
        const int readOnly = 0;
        int file = open(path, readOnly);
        if (file < 0)
            return;
        _ = fsync(file);
        _ = close(file);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc")]
    private static partial int fsync(int file);

    [LibraryImport("libc")]
    private static partial int close(int file);
}
