using System.Text.Json;
using System.Text.Json.Nodes;

namespace ModelZoo.Cli.Display;

/// <summary>Prints what the verbs have in common.</summary>
internal static class Output
{
    internal static void Warn(string message) => Console.Error.WriteLine($"modelzoo: {message}");

    internal static void Json(IEnumerable<JsonObject> rows) =>
        Console.Out.WriteLine(new JsonArray([.. rows]).ToJsonString());

    internal static JsonObject Object(params (string Name, object? Value)[] fields) =>
        new(fields.Select(field => KeyValuePair.Create(field.Name, JsonSerializer.SerializeToNode(field.Value))));

    /// <summary>The last line on stdout, for programs.</summary>
    internal static void Result(JsonObject result) => Console.Out.WriteLine("RESULT " + result.ToJsonString());

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
