using System.Text.Json;
using System.Text.Json.Nodes;
using ModelZoo.Runs.Recipes;
using ModelZoo.Training.Names;

namespace ModelZoo.Runs.Selection;

/// <summary>All that decides a study, as study.json keeps it: what is trained, what is searched, and how.</summary>
public sealed record StudyPlan(Settings Base, string Search, string Method, int? Trials, int Eta)
{
    /// <summary>A fifth is held out where nothing is said: the trials must be judged by something, and never by the test.</summary>
    private const string HeldOut = "0.2";

    public SearchSpace Space { get; } = SearchSpace.Parse(Search);

    public ISearch Create() => SearchTable.Create(Method, Space, Base.Recipe.Epochs, Trials, Eta, Base.Recipe.Seed);

    /// <summary>The settings of a trial.</summary>
    public Settings For(IReadOnlyDictionary<string, string> values)
    {
        var settings = new Settings(Base.Recipe.Model).Read(Base.Json(), "study");
        foreach (var (name, value) in values)
            settings.Set(name, value, "search");
        ModelSettings.Complete(settings);
        return settings;
    }

    /// <summary>How the values are trained once more at full length, tested and kept.</summary>
    public string Command(IReadOnlyDictionary<string, string> values)
    {
        var settings = For(values);
        return "dotnet run " + string.Join(' ', RecipeTable.Fields
            .Where(field => field.Name == "model" || settings.Origin(field.Name) is not ("default" or "model" or "optimizer"))
            .Select(field => $"--{field.Name} {field.Text(settings.Recipe)}"));
    }

    /// <summary>Settings that belong to the study and not to its trials are taken out of them.</summary>
    public static StudyPlan Of(Settings settings, string search, string method, int? trials, int eta)
    {
        if (settings.Recipe.Validation == "0")
            settings.Set("validation", HeldOut, "tune");
        foreach (var (name, none) in new[] { ("max-time", "0"), ("checkpoint-every", "0"), ("checkpoint-time", "0"), ("keep", "0"), ("keep-best", "1") })
            settings.Set(name, none, "default");
        if (settings.Recipe.Steps > 0)
            throw new RecipeException("--steps does not go with a search: its trials are measured after epochs, so give --epochs, and --limit-train for shorter ones.");
        return new(settings, search, method, trials, eta);
    }

    internal JsonObject Json() => new() { ["settings"] = Base.Json(), ["search"] = Search, ["method"] = Method, ["trials"] = Trials, ["eta"] = Eta };

    internal static StudyPlan Read(string path)
    {
        try
        {
            var root = JsonNode.Parse(File.ReadAllText(path))!;
            var settings = (JsonObject)root["settings"]!;
            return new(new Settings((string)settings["model"]!["value"]!).Read(settings, "study"), (string)root["search"]!, (string)root["method"]!, (int?)root["trials"], (int)root["eta"]!);
        }
        catch (Exception error) when (error is JsonException or NullReferenceException or InvalidOperationException or InvalidCastException or FormatException)
        {
            throw new RecipeException($"{path} is damaged, so the study cannot go on: {error.Message}");
        }
    }
}
