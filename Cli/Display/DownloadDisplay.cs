using System.Diagnostics;
using ModelZoo.Datasets.Files;

namespace ModelZoo.Cli.Display;

/// <summary>Shows a download on stderr: on a terminal in one line that changes, else by a line for each file.</summary>
internal sealed class DownloadDisplay(TextWriter to, bool live) : IProgress<DownloadProgress>
{
    private const string ClearLine = "\r\u001b[2K";
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.1);
    private string? _file;
    private long _shown;

    internal static DownloadDisplay Console() => new(System.Console.Error, !System.Console.IsErrorRedirected);

    public void Report(DownloadProgress value)
    {
        bool first = _file != value.File;
        if (first && !live)
        {
            var size = value.Total > 0 ? $", {Megabytes(value.Total)} MB" : "";
            to.WriteLine($"modelzoo: downloading {value.File}{size}");
        }
        if (live && (first || value.Ended || Stopwatch.GetElapsedTime(_shown) > Interval))
        {
            _shown = Stopwatch.GetTimestamp();
            var share = value.Total > 0
                ? $" of {Megabytes(value.Total)} MB, {100.0 * value.Received / value.Total:0}%"
                : " MB";
            to.Write($"{ClearLine}downloading {value.File}: {Megabytes(value.Received)}{share}");
            if (value.Ended)
                to.WriteLine();
        }
        _file = value.File;
    }

    private static string Megabytes(long bytes) => $"{bytes / 1e6:0.0}";
}
