using System.Text.Json.Nodes;
using ModelZoo.Runs;
using ModelZoo.Runs.Recipes;
using ModelZoo.Training.Names;
using Xunit;

namespace ModelZoo.Tests.Runs.Recipes;

public class SettingTests
{
    public static TheoryData<string> Names => [.. Setting.All.Select(setting => setting.Name)];

    [Fact]
    public void Every_property_of_a_recipe_is_a_setting_with_its_own_name()
    {
        Assert.Equal(typeof(Recipe).GetProperties().Length, Setting.All.Count);
        Assert.Equal(Setting.All.Count, Names.Distinct().Count());
    }

    [Theory, MemberData(nameof(Names))]
    public void Default_survives_text_and_json(string name)
    {
        var setting = Setting.Find(name);
        var settings = new Settings("lenet");
        var text = setting.Text(settings.Recipe);
        if (setting.Get(settings.Recipe) is { } value)
            Assert.Equal(value, setting.Parse(text));
        var read = new Settings("").Read(new JsonObject { [name] = setting.Json(settings.Recipe) }, "file");
        Assert.Equal(setting.Get(settings.Recipe), setting.Get(read.Recipe));
    }

    [Fact]
    public void Values_keep_their_type_and_origin()
    {
        var settings = new Settings("lenet").Set(r => r.Steps, 3, "test").Set("dropout", "0.25", "command line");
        Assert.Equal((3L, 0.25), (settings.Recipe.Steps, settings.Recipe.Dropout));
        Assert.Equal(("test", "command line"), (settings.Origin("steps"), settings.Origin("dropout")));
        var copy = new Settings(settings).Set(r => r.Steps, 4, "copy");
        Assert.Equal((3L, 4L), (settings.Recipe.Steps, copy.Recipe.Steps));
        Assert.Equal("test", settings.Origin("steps"));
    }

    [Fact]
    public void Settings_read_what_they_wrote()
    {
        var settings = ModelSettings.For(Zoo.Find("lstm")).Set("validation", "2/5", "a").Set("max-time", "5m", "b");
        var read = new Settings("").Read((JsonObject)JsonNode.Parse(settings.Json().ToJsonString())!, "file");
        Assert.Equal(settings.Recipe, read.Recipe);
        Assert.Equal(settings.Json().ToJsonString(), read.Json().ToJsonString());
    }

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("5m", 300)]
    [InlineData("2h", 7200)]
    [InlineData("1.5", 1.5)]
    public void Times_have_a_unit_or_are_seconds(string text, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Setting.Find("max-time").Parse(text));

    [Fact]
    public void Values_out_of_range_are_rejected_in_programs_too()
    {
        var settings = new Settings("lenet");
        var error = Assert.Throws<RecipeException>(() => settings.Set(r => r.Epochs, 0, "test"));
        Assert.Equal("--epochs takes a whole number of at least 1, not '0'.", error.Message);
        Assert.Throws<RecipeException>(() => settings.Set(r => r.Dropout, 1, "test"));
        Assert.Throws<RecipeException>(() => settings.Set(r => r.LearningRate, double.NaN, "test"));
        Assert.Throws<RecipeException>(() => settings.Set(r => r.Precision, "fp8", "test"));
    }

    [Theory]
    [InlineData("lstm", "label-smoothing", "0.1")]
    [InlineData("lenet", "width", "64")]
    public void Setting_without_effect_on_the_model_is_rejected(string model, string name, string value)
    {
        var settings = ModelSettings.For(Zoo.Find(model)).Set(name, value, "command line");
        var error = Assert.Throws<RecipeException>(() => RunBuilder.Build(settings));
        Assert.StartsWith($"--{name} has no effect on {model}: ", error.Message);
    }

    [Fact]
    public void Docs_list_every_setting()
    {
        var defaults = new Recipe { Model = "" };
        string Row(Setting setting)
        {
            var text = setting.Text(defaults);
            return $"| `--{setting.Name}` | {setting.Form.Replace("|", " ")} | {text} | {setting.Help} |\n";
        }
        var page = "# All settings\n\n"
            + "This page is made from `Runs/Recipes/Recipe.cs` by the tests of `tests/Runs`. What they mean is in\n"
            + "[training.md](training.md). A model's own recipe may have other values than these defaults.\n\n"
            + "| setting | value | default | meaning |\n|---|---|---|---|\n"
            + string.Concat(Setting.All.Select(Row));
        var path = Path.Combine(Repository.Root, "docs", "settings.md");
        if (!File.Exists(path) || File.ReadAllText(path) != page)
        {
            File.WriteAllText(path, page);
            Assert.Fail("docs/settings.md was out of date and has been written anew: commit it.");
        }
    }
}
