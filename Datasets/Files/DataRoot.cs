namespace ModelZoo.Datasets;

/// <summary>
/// Where data lies: a root holds one folder a data set, with the files under their published names. Looked in, in this order: the root
/// given, MODELZOO_DATA, the user's cache, the system's packages.
/// </summary>
public static class DataRoot
{
    /// <summary>Where data sets packaged for the system lie, in the same layout.</summary>
    private const string Packaged = "/usr/share/datasets";

    public static string Cache => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } local
            ? local : Path.GetTempPath(), "modelzoo", "data");

    /// <summary>The roots that may hold data, most wanted first.</summary>
    public static IEnumerable<string> Roots(string? given)
    {
        if (!string.IsNullOrWhiteSpace(given))
            yield return given;
        if (Environment.GetEnvironmentVariable("MODELZOO_DATA") is { Length: > 0 } variable)
            yield return variable;
        yield return Cache;
        yield return Packaged;
    }

    /// <summary>Where a download goes: the root that the user named; else MODELZOO_DATA, unless it may only be read, as a shared one; else the cache.</summary>
    internal static string Destination(string dataset, string? given) =>
        Path.Combine(string.IsNullOrWhiteSpace(given) ? Roots(null).FirstOrDefault(Writable) ?? Cache : given, dataset);

    private static bool Writable(string root)
    {
        try
        {
            Directory.CreateDirectory(root);
            var probe = Path.Combine(root, $".{Guid.NewGuid():N}");
            File.Create(probe, 1, FileOptions.DeleteOnClose).Dispose();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The file, or one of its alternatives, in the first root that has it.</summary>
    public static string? Find(string dataset, RemoteFile file, string? given = null)
    {
        IReadOnlyList<string> names = [file.Name, .. file.Alternatives];
        return Roots(given).SelectMany(root => names.Select(name => Path.Combine(root, dataset, name)))
            .FirstOrDefault(path => File.Exists(path) || Directory.Exists(path));
    }

    /// <summary>A data set's folder in the first root that has it.</summary>
    internal static string? FindFolder(string dataset, string? given = null) =>
        Roots(given).Select(root => Path.Combine(root, dataset)).FirstOrDefault(Directory.Exists);

    /// <summary>The file's path; downloads it where it is nowhere.</summary>
    internal static string Get(DatasetEntry set, RemoteFile file, DatasetOptions options)
    {
        if (Find(set.Folder, file, options.DataRoot) is { } found)
            return found;
        var path = Path.Combine(Destination(set.Folder, options.DataRoot), file.Name);
        if (file.Addresses.Count == 0)
            throw new DatasetException(Missing(set, file, path, options, "it is published in a package only"));
        if (!options.Download)
            throw new DatasetException(Missing(set, file, path, options, "downloading is turned off"));
        return Downloader.Fetch(file, path, options.Progress ?? Downloader.Progress, reason => Missing(set, file, path, options, reason));
    }

    // Which file, from where, where to put it, and what else there is.
    private static string Missing(DatasetEntry set, RemoteFile file, string path, DatasetOptions options, string reason)
    {
        var here = DatasetCatalog.Entries.Where(entry => entry.Files.Count > 0 && entry.IsPresent(options.DataRoot)).Select(entry => entry.Name).ToList();
        var others = here.Count > 0 ? $"Here already: {string.Join(", ", here)}." : "No other data set with files is here; the synthetic ones (glyphs, spirals, ...) need none.";
        return $"The data set {set.Name} needs {file.Name}, which is in none of {string.Join(", ", Roots(options.DataRoot))}, and it could not be fetched: {reason}. "
            + $"Get it from {(file.Addresses.Count > 0 ? string.Join(" or ", file.Addresses) : set.Origin)} and put it at {path}. {others}";
    }
}
