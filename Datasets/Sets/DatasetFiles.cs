using ModelZoo.Datasets.Files;

namespace ModelZoo.Datasets.Sets;

/// <summary>A data set's files, on this machine or downloaded to it.</summary>
internal static class DatasetFiles
{
    /// <summary>The file's path. Downloads the file if no data root has it.</summary>
    internal static string Get(DatasetEntry set, RemoteFile file, DatasetOptions options)
    {
        if (DataRoot.Find(set.Folder, file, options.DataRoot) is { } found)
            return found;
        var path = Path.Combine(DataRoot.Destination(set.Folder, options.DataRoot), file.Name);
        string Missing(string reason) => MissingMessage(set, file, path, options, reason);
        if (file.Addresses.Count == 0)
            throw new DatasetException(Missing("it is published in a package only"));
        if (!options.Download)
            throw new DatasetException(Missing("downloading is turned off"));
        return Downloader.Fetch(file, path, options.Progress ?? Downloader.Progress, Missing);
    }

    // Which file, from where, where to put it, and what else there is.
    private static string MissingMessage(DatasetEntry set, RemoteFile file, string path, DatasetOptions options, string reason) =>
        $"The data set {set.Name} needs {file.Name}, which is in none of {string.Join(", ", DataRoot.Roots(options.DataRoot))}, " +
        $"and it could not be fetched: {reason}. Get it from " +
        $"{(file.Addresses.Count > 0 ? string.Join(" or ", file.Addresses) : set.Origin)} and put it at {path}. {options.Others()}";
}
