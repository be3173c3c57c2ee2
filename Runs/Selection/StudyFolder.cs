using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ModelZoo.Runs.Recipes;
using ModelZoo.Training.Names;

namespace ModelZoo.Runs.Selection;

/// <summary>The tables of a study, a cross-validation or a range test, and a folder for each of its runs.</summary>
public sealed class StudyFolder
{
    // The loss of a failed trial is infinite, and JSON has no number for it.
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private StudyFolder(string path) => FullPath = path;

    public string FullPath { get; }
    public string this[string name] => Path.Combine(FullPath, name);

    /// <summary>Makes a new folder in `output`, named after time, purpose, model and data set.</summary>
    public static StudyFolder Create(string output, string purpose, Recipe recipe) =>
        new(OutputFolder.Create(output, $"{purpose}-{recipe.Model}-{Path.GetFileName(recipe.Dataset)}"));

    /// <param name="file">The file that makes it a folder of its kind.</param>
    internal static StudyFolder Open(string path, string file) => File.Exists(Path.Combine(path, file))
        ? new StudyFolder(Path.GetFullPath(path))
        : throw new RecipeException(
            $"{path} cannot be resumed: it has no {file}. Give the folder that this command printed.");

    internal void Write<T>(string name, T value)
    {
        var text = value is JsonNode node ? node.ToJsonString(Json) : JsonSerializer.Serialize(value, Json);
        OutputFolder.Write(this[name], text + "\n");
    }

    internal T? Read<T>(string name) where T : class
    {
        if (!File.Exists(this[name]))
            return null;
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(this[name]), Json);
        }
        catch (JsonException error)
        {
            throw new RecipeException($"{this[name]} is damaged: {error.Message} Delete it to begin that part again.");
        }
    }

    /// <summary>Reads what a study or a cross-validation was begun with.</summary>
    internal T ReadPlan<T>(string name, Func<JsonNode, T> read)
    {
        try
        {
            return read(JsonNode.Parse(File.ReadAllText(this[name]))!);
        }
        catch (Exception error) when (error is JsonException or NullReferenceException or InvalidOperationException
            or InvalidCastException or FormatException)
        {
            throw new RecipeException($"{this[name]} is damaged, so it cannot be resumed: {error.Message}");
        }
    }

    internal void WriteCsv(string name, IEnumerable<string> columns, IEnumerable<IEnumerable<object?>> rows) =>
        OutputFolder.Write(this[name],
            string.Concat(rows.Prepend(columns).Select(row => string.Join(',', row.Select(Cell)) + "\n")));

    private static string Cell(object? value)
    {
        var text = value is double number ? number.ToString("R", CultureInfo.InvariantCulture) : $"{value}";
        return text.AsSpan().ContainsAny(",\"\n") ? $"\"{text.Replace("\"", "\"\"").ReplaceLineEndings(" ")}\"" : text;
    }
}
