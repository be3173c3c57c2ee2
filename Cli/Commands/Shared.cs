using System.CommandLine;

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

    internal static void Warn(string message) => Console.Error.WriteLine($"modelzoo: {message}");
}
