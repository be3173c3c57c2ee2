namespace ModelZoo.Datasets.Files;

/// <summary>The state of a download.</summary>
/// <param name="Total">0 while it is unknown.</param>
/// <param name="Ended">The attempt is over, with or without success.</param>
public readonly record struct DownloadProgress(string File, long Received, long Total, bool Ended = false);

/// <summary>
/// Downloads published files. It tries the mirrors in turn and resumes where an earlier attempt stopped. The file gets
/// its name only if its length and checksum are right.
/// </summary>
public static class Downloader
{
    private const int Attempts = 3;

    /// <summary>Used where DatasetOptions has no progress of its own. A program sets it once.</summary>
    public static IProgress<DownloadProgress>? Progress { get; set; }

    /// <summary>An attempt ends if the server sends nothing for this time.</summary>
    internal static TimeSpan StallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Returns `path` when the whole file is there.</summary>
    /// <param name="explain">Makes the message of the error from the reason.</param>
    internal static string Fetch(
        RemoteFile file, string path, IProgress<DownloadProgress>? progress, Func<string, string> explain)
    {
        var reasons = new List<string>();
        var download = new Download(file, $"{path}.part", progress);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            // Only one process writes the partial file. The others wait here.
            using var turn = WaitForTurn($"{path}.lock");
            if (File.Exists(path))
                return path;
            foreach (var address in Enumerable.Repeat(file.Addresses, Attempts).SelectMany(mirrors => mirrors))
            {
                if (download.Try(address) is { } reason)
                {
                    reasons.Add($"{new Uri(address).Host}: {reason}");
                    continue;
                }
                File.Move(download.Partial, path, overwrite: true);
                return path;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(explain($"{path} cannot be written: {e.Message}"), e);
        }
        throw new DatasetException(explain(string.Join("; ", reasons.Distinct())));
    }

    private static FileStream WaitForTurn(string path)
    {
        for (var deadline = DateTime.UtcNow.AddMinutes(30); ; Thread.Sleep(200))
        {
            try
            {
                return new FileStream(
                    path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException) when (DateTime.UtcNow < deadline && File.Exists(path))
            {
            }
        }
    }
}
