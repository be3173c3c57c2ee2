using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace ModelZoo.Tests;

/// <summary>The source tree that the tests were built from.</summary>
internal static partial class Repository
{
    internal static string Root { get; } = Find();

    /// <summary>The folders of what is shipped.</summary>
    internal static readonly string[] Product = ["LibTorch", "ModelZoo", "Datasets", "Training", "Runs", "Reports", "Reproduce", "Cli"];

    internal static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Where(path => !path.Contains("/artifacts/") && !path.Contains("/obj/") && !path.Contains("/bin/"));

    /// <summary>The types that the product's files declare, but for nested ones.</summary>
    internal static IEnumerable<(string Name, string Namespace, string Folder)> Types() =>
        from path in Product.SelectMany(folder => Files(folder, "*.cs"))
        let text = File.ReadAllText(path)
        from type in Declaration().Matches(text)
        select (type.Groups[1].Value, Namespace().Match(text).Groups[1].Value, Path.GetDirectoryName(Path.GetRelativePath(Root, path))!);

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^(?:[a-z]+ )*(?:class|record struct|record|struct|interface|enum) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    internal static int Lines(IEnumerable<string> files) => files.Sum(path => File.ReadLines(path).Count());

    private static string Find([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
