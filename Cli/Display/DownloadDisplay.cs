
using System.Diagnostics;
using ModelZoo.Datasets.Files;

namespace ModelZoo.Cli.Display;

/// <summary>How a download goes, on stderr: on a terminal one line that changes, else one line a file.</summary>
internal sealed class DownloadDisplay(TextWriter to, bool live) : IProgress<DownloadProgress>
{
    private const string ClearLine = "\r\u001b[2K";
    private static readonly TimeSpan Often = TimeSpan.FromSeconds(0.1);
    private string? _file;
    private long _shown;

    internal static DownloadDisplay Console() => new(System.Console.Error, !System.Console.IsErrorRedirected);

    public void Report(DownloadProgress value)
    {
        bool first = _file != value.File;
        if (first && !live)
            to.WriteLine($"modelzoo: downloading {value.File}{(value.Total > 0 ? $", {Megabytes(value.Total)} MB" : "")}");
        if (live && (first || value.Ended || Stopwatch.GetElapsedTime(_shown) > Often))
        {
            _shown = Stopwatch.GetTimestamp();
            var share = value.Total > 0 ? $" of {Megabytes(value.Total)} MB, {100.0 * value.Received / value.Total:0}%" : " MB";
            to.Write($"{ClearLine}downloading {value.File}: {Megabytes(value.Received)}{share}");
            if (value.Ended)
                to.WriteLine();
        }
        _file = value.File;
    }

    private static string Megabytes(long bytes) => $"{bytes / 1e6:0.0}";
}
