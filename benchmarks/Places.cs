using System.Runtime.CompilerServices;

namespace ModelZoo.Benchmarks;

/// <summary>Where the command line and the repository are.</summary>
internal static class Places
{
    /// <summary>The copy of the command line beside this program.</summary>
    internal static string Program => Path.Combine(AppContext.BaseDirectory, "modelzoo-cli.dll");

    internal static string Repository([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, ".."));
}
