namespace ModelZoo.Datasets.Sets;

/// <summary>Opens a data set of the catalog.</summary>
public delegate Dataset DatasetReader(DatasetEntry entry, DatasetOptions options);

/// <summary>One row of the catalog.</summary>
/// <param name="Name">The value of `--dataset`.</param>
/// <param name="Family">images, text, tables, pairs or synthetic.</param>
/// <param name="Contents">How many examples of what.</param>
/// <param name="Origin">Who made it, and where it is described.</param>
/// <param name="Files">Empty for computed data.</param>
public sealed record DatasetEntry(
    string Name, string Family, string Contents, string Origin, IReadOnlyList<RemoteFile> Files, DatasetReader Read)
{
    /// <summary>Its folder in a data root. Several data sets may share one.</summary>
    public string Folder { get; init; } = Name;

    /// <summary>The size of the download; 0 if it is unknown or nothing is downloaded.</summary>
    public long Bytes => Files.Sum(file => file.Bytes);

    /// <summary>Whether all files are on this machine.</summary>
    public bool IsPresent(string? dataRoot = null) =>
        Files.All(file => DataRoot.Find(Folder, file, dataRoot) is not null);

    /// <summary>The path of the first file, if it is on this machine.</summary>
    public string? Location(string? dataRoot = null) =>
        Files.Count == 0 ? null : DataRoot.Find(Folder, Files[0], dataRoot);

    /// <summary>Returns the path of a file, by default the first. Downloads the file if no data root has it.</summary>
    internal string GetFile(DatasetOptions options, int index = 0)
    {
        var file = Files[index];
        if (DataRoot.Find(Folder, file, options.DataRoot) is { } found)
            return found;
        var path = Path.Combine(DataRoot.Destination(Folder, options.DataRoot), file.Name);
        if (file.Addresses.Count == 0)
            throw new DatasetException(Explain("it is published in a package only"));
        if (!options.Download)
            throw new DatasetException(Explain("downloading is turned off"));
        return Downloader.Fetch(file, path, options.Progress ?? Downloader.Progress, Explain);

        string Explain(string reason)
        {
            var roots = string.Join(", ", DataRoot.Roots(options.DataRoot));
            var source = file.Addresses.Count > 0 ? string.Join(" or ", file.Addresses) : Origin;
            return $"The data set {Name} needs {file.Name}, which is in none of {roots}, " +
                $"and it could not be downloaded: {reason}. " +
                $"Get it from {source} and put it at {path}. {options.OtherDatasets()}";
        }
    }
}
