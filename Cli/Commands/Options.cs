using System.CommandLine;
using ModelZoo.Training.Names;

namespace ModelZoo.Cli.Commands;

/// <summary>Makes options, among them those that several verbs take.</summary>
internal static class Options
{
    /// <summary>A verb's description: one line for the overview, and an example for its own help.</summary>
    internal static string About(string what, string example) =>
        $"{what}\n\nExample: {Display.Output.Program} {example}";

    internal static Option<T> Of<T>(string name, string form, string description) =>
        new(name) { Description = description, HelpName = form };

    internal static Option<T> Of<T>(string name, string form, string description, T otherwise)
    {
        var option = Of<T>(name, form, description);
        option.DefaultValueFactory = _ => otherwise;
        return option;
    }

    internal static Option<string> Required(string name, string form, string description) =>
        new(name) { Description = description, HelpName = form, Required = true };

    internal static Option<bool> Switch(string name, string description) => new(name) { Description = description };

    internal static Option<string?> Output(string form, string description, string? otherwise = null)
    {
        var option = new Option<string?>("--output", "-o") { Description = description, HelpName = form };
        if (otherwise is not null)
            option.DefaultValueFactory = _ => otherwise;
        return option;
    }

    internal static Option<string?> DataRoot()
    {
        var option = Of<string?>("--data-root", "DIR", "where each data set has a folder (also: MODELZOO_DATA)");
        option.DefaultValueFactory = _ => Environment.GetEnvironmentVariable("MODELZOO_DATA");
        return option;
    }

    internal static Option<bool> Json() => Switch("--json", "print an array of objects, for programs");

    internal static Option<string?> Checkpoint()
    {
        var option = Of<string?>("--checkpoint", "best|last", "which weights of the run (default: the best)");
        option.AcceptOnlyFromAmong("best", "last");
        return option;
    }

    internal static Option<string> Run() => Required("--run", "DIR", "the folder of a run, or latest");

    /// <summary>Refuses options that are given where they would have no effect.</summary>
    internal static void Refuse(ParseResult parsed, string why, params Option[] unused)
    {
        if (Array.Find(unused, option => parsed.GetResult(option) is { Implicit: false }) is { } given)
            throw new RecipeException($"{given.Name} has no effect here, because {why}: leave it out.");
    }

    /// <summary>
    /// The file to write. It is written beside its place and then renamed, so it cannot be a folder, and a device would
    /// be replaced by a file.
    /// </summary>
    internal static string File(Option option, string path)
    {
        if (Directory.Exists(path))
            throw new RecipeException($"{option.Name} {path} is a folder: give the name of a file.");
        var full = Path.GetFullPath(path);
        bool isDevice = Path.GetDirectoryName(full) == "/dev" || full.StartsWith("/proc/", StringComparison.Ordinal);
        if (isDevice && System.IO.File.Exists(full))
            throw new RecipeException($"{option.Name} {path} is a device: give the name of a file.");
        return path;
    }
}
