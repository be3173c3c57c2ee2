using System.Runtime.CompilerServices;

namespace ModelZoo.Tests;

/// <summary>The source tree that the tests were built from.</summary>
internal static class Repository
{
    internal static string Root { get; } = Find();

    /// <summary>The folders of what is shipped.</summary>
    internal static readonly string[] Product = ["LibTorch", "ModelZoo", "Datasets", "Training", "Runs", "Reports", "Reproduce", "Cli"];

    internal static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Where(path => !path.Contains("/artifacts/") && !path.Contains("/obj/") && !path.Contains("/bin/"));

    internal static int Lines(IEnumerable<string> files) => files.Sum(path => File.ReadLines(path).Count());

    private static string Find([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
