namespace ModelZoo.Tests;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class Scratch : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("modelzoo-").FullName;
    internal string this[string name] => System.IO.Path.Combine(Path, name);
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
