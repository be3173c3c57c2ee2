namespace ModelZoo.Tests.Datasets;

/// <summary>A folder of its own for one test, gone at its end.</summary>
internal sealed class Folder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("modelzoo-test-").FullName;

    /// <summary>A path in it; folders on the way are made.</summary>
    public string Path(params string[] parts)
    {
        var path = System.IO.Path.Combine([Root, .. parts]);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        return path;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}

/// <summary>The data root of the machine that the tests run on: MODELZOO_DATA, or shared/data beside the repository; null where neither is.</summary>
internal static class Own
{
    public static string? Root { get; } = Environment.GetEnvironmentVariable("MODELZOO_DATA") ?? Beside();

    private static string? Beside()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Directory.Exists(Path.Combine(folder.FullName, "shared", "data")))
                return Path.Combine(folder.FullName, "shared", "data");
        return null;
    }
}
