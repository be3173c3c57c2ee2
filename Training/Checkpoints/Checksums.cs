using System.Security.Cryptography;

namespace ModelZoo.Training.Checkpoints;

/// <summary>The file SHA256SUMS beside the files that it covers. `sha256sum --check` reads it too.</summary>
internal static class Checksums
{
    internal const string FileName = "SHA256SUMS";

    private static string Of(string path)
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

    /// <summary>The checksum of each file.</summary>
    internal static Dictionary<string, string> Read(string folder)
    {
        var sums = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in File.ReadAllLines(Path.Combine(folder, FileName)))
            if (line.Split("  ") is not [var sum, var name] || !sums.TryAdd(name, sum))
                throw new InvalidDataException($"{FileName} has a line that is no checksum");
        return sums;
    }

    internal static void Check(string folder, IReadOnlyDictionary<string, string> sums, params string[] files)
    {
        foreach (var name in files)
            if (!sums.TryGetValue(name, out var sum) || sum != Of(Path.Combine(folder, name)))
                throw new InvalidDataException($"{name} is not as it was written");
    }
}
