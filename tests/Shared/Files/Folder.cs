namespace ModelZoo.Tests;

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
