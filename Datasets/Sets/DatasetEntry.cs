using ModelZoo.Datasets.Files;

namespace ModelZoo.Datasets.Sets;

/// <summary>One row of the catalog.</summary>
/// <param name="Name">What `--dataset` takes.</param>
/// <param name="Family">images, text, tables, pairs or synthetic.</param>
/// <param name="Contents">How many examples of what.</param>
/// <param name="Origin">Who made it, and where it is described.</param>
/// <param name="Files">What is read, under the published names; none where it is computed.</param>
public sealed record DatasetEntry(string Name, string Family, string Contents, string Origin, IReadOnlyList<RemoteFile> Files,
                                  Func<DatasetEntry, DatasetOptions, Dataset> Read)
{
    /// <summary>In a data root; several sets may come from one.</summary>
    public string Folder { get; init; } = Name;

    /// <summary>Bytes to be fetched, 0 where there is nothing to fetch.</summary>
    public long Bytes => Files.Sum(file => file.Bytes);

    /// <summary>Whether every file lies where it would be looked for.</summary>
    public bool IsPresent(string? dataRoot = null) => Files.All(file => DataRoot.Find(Folder, file, dataRoot) is not null);

    /// <summary>Where its first file lies; null where it does not, or where there is none.</summary>
    public string? Location(string? dataRoot = null) => Files.Count == 0 ? null : DataRoot.Find(Folder, Files[0], dataRoot);
}
