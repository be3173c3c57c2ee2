using System.Security.Cryptography;

namespace ModelZoo;

/// <summary>The user's folder for files that can be made again: XDG_CACHE_HOME, or ~/.cache.</summary>
internal static class UserCache
{
    internal static string Folder => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } given ? given
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"), "modelzoo");

    /// <summary>
    /// Keeps a file in a folder named by its hash, here or where temporary files go, and returns its path; null if
    /// neither can be written.
    /// </summary>
    internal static string? Keep(string name, byte[] content)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(content))[..16];
        foreach (var root in new[] { Folder, Path.Combine(Path.GetTempPath(), "modelzoo") })
            try
            {
                var path = Path.Combine(root, hash, name);
                if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
                    return path;
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                AtomicFile.Write(path, temporary => File.WriteAllBytes(temporary, content));
                return path;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // This folder cannot be written: the next one is tried.
            }
        return null;
    }
}
