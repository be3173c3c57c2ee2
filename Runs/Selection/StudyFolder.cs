using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ModelZoo.Runs.Recipes;
using ModelZoo.Training.Names;

namespace ModelZoo.Runs.Selection;

/// <summary>Where a study, a cross-validation or a range test leaves its tables; each of its runs has a folder in it. Files are written anew and renamed.</summary>
public sealed class StudyFolder
{
    /// <summary>A failed trial's loss is infinite, and JSON has no number for it.</summary>
    internal static readonly JsonSerializerOptions Json = new() { WriteIndented = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private StudyFolder(string path) => FullPath = path;

    public string FullPath { get; }
    public string this[string name] => Path.Combine(FullPath, name);

    /// <summary>A new folder below `output`, named by time, what is done, model and data set.</summary>
    public static StudyFolder Create(string output, string kind, Recipe recipe)
    {
        var name = $"{DateTime.Now:yyyyMMdd-HHmmss}-{kind}-{recipe.Model.Replace('/', '-')}-{Path.GetFileName(recipe.Dataset)}";
        var path = Path.GetFullPath(Path.Combine(output, name));
        for (int again = 2; Directory.Exists(path); again++)
            path = Path.GetFullPath(Path.Combine(output, $"{name}-{again}"));
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RecipeException($"The folder {path} cannot be made: {error.Message} Choose another place with --output.");
        }
        return new StudyFolder(path);
    }

    /// <param name="file">What makes it a folder of its kind.</param>
    public static StudyFolder Open(string path, string file) => File.Exists(Path.Combine(path, file))
        ? new StudyFolder(Path.GetFullPath(path))
        : throw new RecipeException($"{path} cannot be gone on with: it has no {file}. Give the folder that this command printed.");

    internal void Write(string name, string text)
    {
        File.WriteAllText(this[name] + ".new", text);
        File.Move(this[name] + ".new", this[name], overwrite: true);
    }

    internal void Write<T>(string name, T value) => Write(name, (value is JsonNode node ? node.ToJsonString(Json) : JsonSerializer.Serialize(value, Json)) + "\n");

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
            throw new RecipeException($"{this[name]} is damaged: {error.Message} Take it away to begin that part again.");
        }
    }

    /// <summary>Columns with their names; a comma or quote in a value is quoted.</summary>
    internal void WriteCsv(string name, IEnumerable<string> columns, IEnumerable<IEnumerable<object?>> rows) =>
        Write(name, string.Concat(rows.Prepend(columns).Select(row => string.Join(',', row.Select(Cell)) + "\n")));

    private static string Cell(object? value)
    {
        var text = value is double number ? number.ToString("R", CultureInfo.InvariantCulture) : $"{value}";
        return text.AsSpan().ContainsAny(",\"\n") ? $"\"{text.Replace("\"", "\"\"").ReplaceLineEndings(" ")}\"" : text;
    }
}
