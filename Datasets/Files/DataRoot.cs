namespace ModelZoo.Datasets.Files;

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
}
