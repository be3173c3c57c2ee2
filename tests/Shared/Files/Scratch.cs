namespace ModelZoo.Tests;

/// <summary>A temporary folder for one test. It is deleted when the test ends.</summary>
internal sealed class Scratch : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("modelzoo-test-").FullName;

    /// <summary>A path in it. The folders that lead there are made.</summary>
    internal string this[params string[] parts]
    {
        get
        {
            var path = System.IO.Path.Combine([Path, .. parts]);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
            return path;
        }
    }

    internal string MakeFolder(string name) => Directory.CreateDirectory(this[name]).FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
