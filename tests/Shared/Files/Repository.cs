using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace ModelZoo.Tests;

/// <summary>The source tree that the tests were built from.</summary>
internal static partial class Repository
{
    internal static string Root { get; } = Find();

    /// <summary>The folders of the product's code.</summary>
    internal static readonly string[] Product =
        ["LibTorch", "ModelZoo", "Onnx", "Datasets", "Ideas", "Training", "Runs", "Reports", "Reproduce", "Cli"];

    /// <summary>The files of a folder that match the pattern, without what builds make.</summary>
    internal static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Where(path => !path.Contains("/artifacts/") && !path.Contains("/obj/") && !path.Contains("/bin/"));

    /// <summary>The pages for readers: those in the root and in docs/.</summary>
    internal static IEnumerable<string> Pages =>
        Directory.EnumerateFiles(Root, "*.md").Concat(Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md"));

    /// <summary>The types that the product declares, without nested types.</summary>
    internal static IEnumerable<(string Name, string Namespace, string Folder)> Types() => TypesIn(Product);

    internal static IEnumerable<(string Name, string Namespace, string Folder)> TypesIn(params string[] folders) =>
        from path in folders.SelectMany(folder => Files(folder, "*.cs"))
        let text = File.ReadAllText(path)
        let folder = Path.GetDirectoryName(Path.GetRelativePath(Root, path))!
        from type in Declaration().Matches(text)
        select (type.Groups[1].Value, Namespace().Match(text).Groups[1].Value, folder);

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^(?:[a-z]+ )*(?:class|record struct|record|struct|interface|enum) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    private static string Find([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
