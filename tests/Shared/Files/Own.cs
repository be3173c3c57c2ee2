namespace ModelZoo.Tests;

/// <summary>The data root of this machine: MODELZOO_DATA, or shared/data beside the repository, or null.</summary>
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
