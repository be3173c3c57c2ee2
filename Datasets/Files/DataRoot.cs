namespace ModelZoo.Datasets.Files;

/// <summary>Finds data. A data root holds a folder for each data set, with files under their published names.</summary>
public static class DataRoot
{
    /// <summary>System packages put data sets here.</summary>
    private const string SystemPackages = "/usr/share/datasets";

    public static string Cache
    {
        get
        {
            const Environment.SpecialFolder data = Environment.SpecialFolder.LocalApplicationData;
            var local = Environment.GetFolderPath(data, Environment.SpecialFolderOption.DoNotVerify);
            return Path.Combine(local.Length > 0 ? local : Path.GetTempPath(), "modelzoo", "data");
        }
    }

    /// <summary>In the order of search: the given root, MODELZOO_DATA, the user's cache, system packages.</summary>
    public static IEnumerable<string> Roots(string? given)
    {
        if (!string.IsNullOrWhiteSpace(given))
            yield return given;
        if (Environment.GetEnvironmentVariable("MODELZOO_DATA") is { Length: > 0 } variable)
            yield return variable;
        yield return Cache;
        yield return SystemPackages;
    }

    /// <summary>The folder for a download: in the given root, in MODELZOO_DATA if writable, or in the cache.</summary>
    internal static string Destination(string dataset, string? given)
    {
        var root = string.IsNullOrWhiteSpace(given) ? Roots(null).FirstOrDefault(CanWrite) ?? Cache : given;
        return Path.Combine(root, dataset);
    }

    private static bool CanWrite(string root)
    {
        try
        {
            Directory.CreateDirectory(root);
            File.Create(Path.Combine(root, $".{Guid.NewGuid():N}"), 1, FileOptions.DeleteOnClose).Dispose();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The path of the file, or of one of its alternatives, in the first root that has it.</summary>
    public static string? Find(string dataset, RemoteFile file, string? given = null)
    {
        IReadOnlyList<string> names = [file.Name, .. file.Alternatives];
        return Roots(given).SelectMany(root => names.Select(name => Path.Combine(root, dataset, name)))
            .FirstOrDefault(path => File.Exists(path) || Directory.Exists(path));
    }

    /// <summary>The folder of a data set in the first root that has it.</summary>
    internal static string? FindFolder(string dataset, string? given = null) =>
        Roots(given).Select(root => Path.Combine(root, dataset)).FirstOrDefault(Directory.Exists);
}
