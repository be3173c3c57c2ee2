namespace ModelZoo;

/// <summary>Writes a file under a temporary name and then renames it, so that nobody reads half a file.</summary>
internal static class AtomicFile
{
    /// <param name="write">Writes the whole file at the path that it is given.</param>
    internal static void Write(string path, Action<string> write)
    {
        // The process id keeps apart two programs that write the same file.
        var temporary = $"{path}.{Environment.ProcessId}.new";
        try
        {
            write(temporary);
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            if (File.Exists(temporary))
                File.Delete(temporary);
            throw;
        }
    }

    internal static void WriteText(string path, string text) =>
        Write(path, temporary => File.WriteAllText(temporary, text));
}
