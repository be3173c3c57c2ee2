using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace ModelZoo.Cli.Display;

/// <summary>Prints what the verbs have in common.</summary>
internal static class Output
{
    // Paths and names stay as they are: nothing here becomes part of a web page.
    private static readonly JsonSerializerOptions Readable =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What the user types to start this program: from the repository's root, `dotnet run`.</summary>
    internal static readonly string Program = File.Exists("ModelZoo.sln")
        && AppContext.BaseDirectory.StartsWith(Path.Combine(Environment.CurrentDirectory, "artifacts"),
            StringComparison.Ordinal) ? "dotnet run" : "modelzoo";

    internal static void Warn(string message) => Console.Error.WriteLine($"modelzoo: {message}");

    internal static void Json(IEnumerable<JsonObject> rows) =>
        Console.Out.WriteLine(new JsonArray([.. rows]).ToJsonString(Readable));

    internal static JsonObject Object(params (string Name, object? Value)[] fields) =>
        new(fields.Select(field => KeyValuePair.Create(field.Name, JsonSerializer.SerializeToNode(field.Value))));

    /// <summary>The last line on stdout, for programs. A terminal shows it dimmed.</summary>
    internal static void Result(JsonObject result)
    {
        bool dims = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi;
        var line = "RESULT " + result.ToJsonString(Readable);
        Console.Out.WriteLine(dims ? $"\u001b[2m{line}\u001b[0m" : line);
    }

    /// <summary>JSON has no NaN: a number that is not finite becomes null.</summary>
    internal static double? Finite(double value) => double.IsFinite(value) ? value : null;

    /// <summary>A path as a person would write it from the current folder.</summary>
    internal static string ShortPath(string path)
    {
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    /// <summary>A column of metrics.csv as a heading: "test accuracy".</summary>
    internal static string Heading(string column) => column.Replace('_', ' ');

    internal static string Count(long number, string noun) => $"{number:N0} {noun}{(number == 1 ? "" : "s")}";

    internal static string Values(IEnumerable<KeyValuePair<string, double>> values) =>
        string.Join("  ", values.Select(value => $"{Heading(value.Key)} {value.Value:F4}"));
}
