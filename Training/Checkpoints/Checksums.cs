using System.Security.Cryptography;

namespace ModelZoo.Training.Checkpoints;

/// <summary>SHA256SUMS beside the files that it covers, in the form that `sha256sum --check` reads too.</summary>
internal static class Checksums
{
    internal const string FileName = "SHA256SUMS";

    internal static string Of(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    internal static void Write(string folder, params string[] files)
    {
        using var file = new FileStream(Path.Combine(folder, FileName), FileMode.CreateNew);
        using (var text = new StreamWriter(file, leaveOpen: true))
            foreach (var name in files)
                text.Write($"{Of(Path.Combine(folder, name))}  {name}\n");
        file.Flush(flushToDisk: true);
    }

    /// <summary>The sums by file. A line that is not one is a damaged file.</summary>
    internal static Dictionary<string, string> Read(string folder) =>
        File.ReadAllLines(Path.Combine(folder, FileName)).Select(line => line.Split("  ")).ToDictionary(
            parts => parts.Length == 2 ? parts[1] : throw new InvalidDataException($"{FileName} has a line that is no checksum"), parts => parts[0], StringComparer.Ordinal);

    internal static void Check(string folder, IReadOnlyDictionary<string, string> sums, params string[] files)
    {
        foreach (var name in files)
            if (!sums.TryGetValue(name, out var sum) || sum != Of(Path.Combine(folder, name)))
                throw new InvalidDataException($"{name} is not as it was written");
    }
}
