
namespace ModelZoo.Tests;

/// <summary>Two runs that came to the same bits have checkpoints with the same checksums.</summary>
internal static class Checksums
{
    /// <param name="file">model or state.</param>
    internal static string Of(string run, string file) => File.ReadAllLines(Path.Combine(run, "checkpoints", "last", "SHA256SUMS"))
        .Single(line => line.EndsWith($"  {file}.safetensors", StringComparison.Ordinal))[..64];
}
