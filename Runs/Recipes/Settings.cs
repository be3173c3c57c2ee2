using System.Text.Json;
using System.Text.Json.Nodes;
using ModelZoo.Training.Names;

namespace ModelZoo.Runs.Recipes;

/// <summary>A recipe together with where each of its values came from: default, model, file or command line.</summary>
public sealed class Settings
{
    private readonly Dictionary<string, string> _origins = new(StringComparer.Ordinal);

    public Settings(string model)
    {
        Recipe = new Recipe { Model = model };
        foreach (var field in RecipeTable.Fields)
            _origins[field.Name] = "default";
    }

    public Recipe Recipe { get; private set; }

    public string Origin(string name) => _origins[name];

    public Settings Set(string name, string value, string origin)
    {
        Recipe = RecipeTable.Find(name).With(Recipe, value);
        _origins[name] = origin;
        return this;
    }

    /// <summary>What a recipe file says: an object of settings by name, as config.json keeps them or plain.</summary>
    public Settings Read(string path)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(File.ReadAllText(path), documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new RecipeException($"The recipe file {path} cannot be read: {error.Message}");
        }
        return root is JsonObject settings ? Read(settings, $"file {path}")
            : throw new RecipeException($"The recipe file {path} must hold one object, such as {{\"epochs\": 10}}.");
    }

    /// <summary>The same, read already; what does not say where it comes from is from `origin`.</summary>
    public Settings Read(JsonObject settings, string origin)
    {
        foreach (var (name, node) in settings["settings"] as JsonObject ?? settings)
            if ((node is JsonObject field ? field["value"] : node) is { } value)
                Set(name, value.ToString(), node is JsonObject known && known["origin"] is { } kept ? kept.ToString() : origin);
        return this;
    }

    /// <summary>Every setting with its value and origin, as config.json keeps them.</summary>
    public JsonObject Json()
    {
        var settings = new JsonObject();
        foreach (var field in RecipeTable.Fields)
            settings[field.Name] = new JsonObject { ["value"] = field.Json(Recipe), ["origin"] = _origins[field.Name] };
        return settings;
    }
}
