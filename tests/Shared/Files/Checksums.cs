namespace ModelZoo.Tests;

/// <summary>Checksums of a run's last checkpoint. Two runs with the same bits have the same checksums.</summary>
internal static class Checksums
{
    /// <param name="run">The run's folder.</param>
    /// <param name="file">model or state.</param>
    internal static string Of(string run, string file) =>
        File.ReadAllLines(Path.Combine(run, "checkpoints", "last", "SHA256SUMS"))
            .Single(line => line.EndsWith($"  {file}.safetensors", StringComparison.Ordinal))[..64];
}
