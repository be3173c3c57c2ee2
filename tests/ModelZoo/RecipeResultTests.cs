using System.Globalization;
using Xunit;

namespace ModelZoo.Tests.Models;

/// <summary>The last results of the default recipes, measured by `benchmarks -- recipes`.</summary>
public sealed class RecipeResultTests
{
    private const int FiveMinutes = 300;

    private static readonly string[][] Rows =
    [
        .. File.ReadAllLines(Path.Combine(Repository.Root, "ModelZoo", "Results", "recipes.tsv"))
            .Skip(1).Select(line => line.Split('\t')),
    ];

    [Fact]
    public void Every_model_has_a_result_in_the_order_of_the_zoo() =>
        Assert.Equal(ZooEntries.Own, Rows.Select(row => row[0]));

    [Fact]
    public void Every_recipe_learned_something_within_five_minutes() => Assert.All(Rows, row =>
    {
        var entry = Zoo.Find(row[0]);
        var value = double.Parse(row[3], CultureInfo.InvariantCulture);
        Assert.Equal(entry.Recipe.Dataset, row[1]);
        Assert.True(int.Parse(row[4], CultureInfo.InvariantCulture) <= FiveMinutes, $"{row[0]} took {row[4]} s.");
        var learned = row[2] switch
        {
            "accuracy" => value > 0.5,
            "perplexity" => value < 12,
            _ => value is > 0 and < double.PositiveInfinity,
        };
        Assert.True(learned, $"{row[0]} reached {row[2]} {value}.");
    });

    [Fact]
    public void Table_of_the_docs_shows_these_results()
    {
        string[] shown =
        [
            .. File.ReadAllLines(Path.Combine(Repository.Root, "docs", "models.md"))
                .SkipWhile(line => line != "<!-- recipes -->").TakeWhile(line => line != "<!-- /recipes -->")
                .Where(line => line.StartsWith("| `", StringComparison.Ordinal)),
        ];
        Assert.Equal(Rows.Length, shown.Length);
        Assert.All(shown, line => Assert.Contains(Rows, row =>
            line.StartsWith($"| `{row[0]}` |", StringComparison.Ordinal)
            && line.Contains($"| {row[2]} {row[3]} | {row[4]} s", StringComparison.Ordinal)));
    }
}
