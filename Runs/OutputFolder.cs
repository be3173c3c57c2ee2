using ModelZoo.Training.Names;

namespace ModelZoo.Runs;

/// <summary>What the folders of runs and of studies have in common.</summary>
internal static class OutputFolder
{
    /// <summary>Makes a folder in `output`, named after the time. A taken name gets a number.</summary>
    internal static string Create(string output, string name)
    {
        var path = Path.GetFullPath(Path.Combine(output, $"{DateTime.Now:yyyyMMdd-HHmmss}-{name.Replace('/', '-')}"));
        var free = path;
        for (int again = 2; Directory.Exists(free); again++)
            free = $"{path}-{again}";
        try
        {
            return Directory.CreateDirectory(free).FullName;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RecipeException(
                $"The folder {free} cannot be made: {error.Message} Choose another place with --output.");
        }
    }

    /// <summary>Writes a file whole or not at all.</summary>
    internal static void Write(string path, string text)
    {
        File.WriteAllText(path + ".new", text);
        File.Move(path + ".new", path, overwrite: true);
    }
}
