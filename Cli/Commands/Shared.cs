using System.CommandLine;
using ModelZoo.Training.Names;

namespace ModelZoo.Cli.Commands;

/// <summary>Options that several verbs take.</summary>
internal static class Shared
{
    internal static Option<string?> DataRoot() => new("--data-root")
    {
        Description = "the folder with a folder for each data set (also: MODELZOO_DATA)",
        HelpName = "DIR",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("MODELZOO_DATA"),
    };

    internal static Option<bool> Json() => new("--json") { Description = "an array of objects, for programs" };

    /// <summary>The file to be written. It is made beside its place and renamed, so it cannot be a folder, and a device would be lost.</summary>
    internal static string File(Option option, string path)
    {
        if (Directory.Exists(path))
            throw new RecipeException($"{option.Name} {path} is a folder: give the name of a file.");
        var full = Path.GetFullPath(path);
        if (System.IO.File.Exists(full) && (Path.GetDirectoryName(full) == "/dev" || full.StartsWith("/proc/", StringComparison.Ordinal)))
            throw new RecipeException($"{option.Name} {path} is a device: give the name of a file.");
        return path;
    }

    internal static void Warn(string message) => Console.Error.WriteLine($"modelzoo: {message}");
}
