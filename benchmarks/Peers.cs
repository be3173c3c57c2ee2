
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace ModelZoo.Benchmarks;

/// <summary>The same work in other languages: programs in peers/ that print a line `name TAB number` for each case.</summary>
internal static class Peers
{
    internal static string Path(string name, [CallerFilePath] string here = "") => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "peers", name);

    internal static IEnumerable<(string, double)> Run(string program, params string[] args)
    {
        using var process = Process.Start(new ProcessStartInfo(program, args) { RedirectStandardOutput = true })!;
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: is python3-torch installed?");
        return lines.Select(line => line.Split('\t')).Select(parts => (parts[0], double.Parse(parts[1], CultureInfo.InvariantCulture)));
    }
}
