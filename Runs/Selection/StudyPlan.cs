using System.Text.Json.Nodes;
using ModelZoo.Runs.Recipes;
using ModelZoo.Training.Names;

namespace ModelZoo.Runs.Selection;

/// <summary>What study.json keeps: what is trained, what is searched, and how.</summary>
public sealed record StudyPlan(Settings Base, string Search, string Method, int? Trials, int Eta)
{
    public SearchSpace Space { get; } = SearchSpace.Parse(Search);

    internal ISearch Create() => SearchTable.Create(Method, Space, Base.Recipe.Epochs, Trials, Eta, Base.Recipe.Seed);

    /// <summary>The plan for these settings, without those that only a single run can have.</summary>
    public static StudyPlan Of(Settings settings, string search, string method, int? trials, int eta)
    {
        // Trials have to be judged by something, and never by the test data.
        if (settings.Recipe.Validation.IsNothing)
            settings.Set(r => r.Validation, HeldOut.Part(0.2), "tune");
        settings.Reset("max-time", "checkpoint-every", "checkpoint-time", "keep", "keep-best");
        if (settings.Recipe.Steps > 0)
            throw new RecipeException("--steps does not go with a search: its trials are measured after epochs, "
                + "so give --epochs, and --limit-train for shorter ones.");
        return new(settings, search, method, trials, eta);
    }

    /// <summary>The settings of a trial.</summary>
    public Settings For(IReadOnlyDictionary<string, string> values)
    {
        var settings = new Settings(Base);
        foreach (var (name, value) in values)
            settings.Set(name, value, "search");
        ModelSettings.Complete(settings);
        return settings;
    }

    /// <summary>The command that trains these values once more at full length, and tests the result.</summary>
    public string Command(IReadOnlyDictionary<string, string> values)
    {
        var settings = For(values);
        bool IsImplied(string name) => name != "model" && settings.Origin(name) is "default" or "model" or "optimizer";
        return "dotnet run " + string.Join(' ', Setting.All.Where(setting => !IsImplied(setting.Name))
            .Select(setting => $"--{setting.Name} {setting.Text(settings.Recipe)}"));
    }

    internal JsonObject Json() => new()
    {
        ["settings"] = Base.Json(),
        ["search"] = Search,
        ["method"] = Method,
        ["trials"] = Trials,
        ["eta"] = Eta,
    };

    internal static StudyPlan Read(JsonNode plan) => new(
        new Settings("").Read((JsonObject)plan["settings"]!, "study"),
        (string)plan["search"]!, (string)plan["method"]!, (int?)plan["trials"], (int)plan["eta"]!);
}
