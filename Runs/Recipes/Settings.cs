using System.Linq.Expressions;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelZoo.Training.Names;

namespace ModelZoo.Runs.Recipes;

/// <summary>A recipe, and where each of its values came from: default, model, a file, the command line.</summary>
public sealed class Settings
{
    private static readonly JsonDocumentOptions Lenient =
        new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly Dictionary<string, string> _origins;

    public Settings(string model)
    {
        Recipe = new Recipe { Model = model };
        _origins = Setting.All.ToDictionary(setting => setting.Name, _ => "default");
    }

    public Settings(Settings other) => (Recipe, _origins) = (other.Recipe, new(other._origins));

    public Recipe Recipe { get; private set; }

    public string Origin(string name) => _origins[name];

    /// <summary>Whether a person chose the value, in a file or on the command line.</summary>
    internal bool IsChosen(string name) => Origin(name) is not ("default" or "model" or "textbook");

    /// <summary>Sets a value: Set(recipe => recipe.Epochs, 3, "my program").</summary>
    public Settings Set<T>(Expression<Func<Recipe, T>> setting, T value, string origin) =>
        Put(Setting.Of(setting), value, origin);

    /// <summary>Sets what a text stands for, as the command line takes it.</summary>
    public Settings Set(string name, string text, string origin) =>
        Put(Setting.Find(name), Setting.Find(name).Parse(text), origin);

    /// <summary>Takes one value over from other settings.</summary>
    internal Settings Take(Settings other, string name, string origin) =>
        Put(Setting.Find(name), Setting.Find(name).Get(other.Recipe), origin);

    /// <summary>Sets these back to their defaults.</summary>
    internal void Reset(params IEnumerable<string> names)
    {
        foreach (var name in names)
            (Recipe, _origins[name]) = (Setting.Find(name).Reset(Recipe), "default");
    }

    /// <summary>Reads a recipe file: an object of settings by name, plain or as config.json keeps them.</summary>
    public Settings Read(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path), documentOptions: Lenient) is JsonObject settings
                ? Read(settings, $"file {path}")
                : throw new RecipeException(
                    $"The recipe file {path} must hold one object, such as {{\"epochs\": 10}}.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new RecipeException($"The recipe file {path} cannot be read: {error.Message}");
        }
    }

    /// <summary>Reads settings that are parsed already. Those that do not name their origin get `origin`.</summary>
    public Settings Read(JsonObject settings, string origin)
    {
        foreach (var (name, node) in settings["settings"] as JsonObject ?? settings)
        {
            var (value, known) = node is JsonObject kept ? (kept["value"], kept["origin"]) : (node, null);
            if (value is not null)
                Set(name, value.ToString(), known?.ToString() ?? origin);
        }
        return this;
    }

    /// <summary>Every setting with its value and origin, as config.json keeps them.</summary>
    public JsonObject Json() => new(Setting.All.Select(setting => KeyValuePair.Create(setting.Name,
        (JsonNode?)new JsonObject { ["value"] = setting.Json(Recipe), ["origin"] = _origins[setting.Name] })));

    private Settings Put(Setting setting, object? value, string origin)
    {
        (Recipe, _origins[setting.Name]) = (setting.With(Recipe, value), origin);
        return this;
    }
}
