using ModelZoo.Reproduce.Running;
using ModelZoo.Reproduce.Tables;
using ModelZoo.Training.Names;

namespace ModelZoo.Reproduce;

/// <summary>All experiments, and the groups that the verb reproduce takes in place of a name.</summary>
public static class Experiments
{
    public static IReadOnlyList<Experiment> All { get; } = [.. new[]
    {
        LinearTable.Rows, ConvolutionalTable.Rows, LanguageTable.Rows, SequenceTable.Rows,
        OptimizationTable.Rows, EnglishTable.Rows, Mnist1dTable.Rows, NotesTable.Rows,
        DifferentiationTable.Rows, FiltersTable.Rows, ClassicTable.Rows, UnsupervisedTable.Rows,
        WaysTable.Rows, WaysTable.Search, NumbersTable.Rows,
    }.SelectMany(rows => rows).Select(Published.Complete)];

    public static IReadOnlyList<(string Name, string Meaning, Func<Experiment, bool> Holds)> Groups { get; } =
    [
        ("quick", "what fits in ten minutes on two cores", row => row.Quick),
        ("all", "all but the heavy ones", row => !row.Heavy),
        ("heavy", "networks at 96 and 224 pixels: hours on a CPU", row => IsHeavy(row, Section.Convolutional)),
        ("heavy-english", "the same as the English edition trains them, without curves to compare single epochs with",
            row => IsHeavy(row, Section.English)),
        .. Enum.GetValues<Section>().Where(section => All.Any(row => row.Section == section)).Select(Group),
    ];

    public static string Title(Section section) => section switch
    {
        Section.Linear => "Linear models and perceptrons",
        Section.Convolutional => "Convolutional networks",
        Section.Language => "Character language models on The Time Machine",
        Section.Sequence => "Other sequences",
        Section.Optimization => "Optimizers on airfoil self-noise",
        Section.English => "The English edition",
        Section.Mnist1d => "MNIST-1D",
        Section.Notes => "Figures of the notes",
        Section.Differentiation => "Differentiation",
        Section.Filters => "Convolution in the small",
        Section.Classic => "Classic networks",
        Section.Memory => "Memory and attention",
        Section.Unsupervised => "Unsupervised learning",
        Section.Ways => "Learning that does not depend on the model",
        Section.Search => "Search for architectures",
        _ => "Numbers first",
    };

    /// <summary>The experiments of these names and groups, each once, in the table's order.</summary>
    public static IReadOnlyList<Experiment> Find(IEnumerable<string> names)
    {
        var wanted = names.SelectMany(Named).ToHashSet();
        return [.. All.Where(wanted.Contains)];
    }

    private static bool IsHeavy(Experiment row, Section section) => row.Heavy && row.Section == section;

    private static (string, string, Func<Experiment, bool>) Group(Section section) =>
        (section.ToString().ToLowerInvariant(), Title(section), row => row.Section == section && !row.Heavy);

    private static IEnumerable<Experiment> Named(string name)
    {
        if (Groups.FirstOrDefault(group => group.Name == name) is { Holds: { } holds })
            return All.Where(holds);
        return All.FirstOrDefault(row => row.Name == name) is { } found ? [found] : throw Unknown(name);
    }

    private static RecipeException Unknown(string name)
    {
        var near = Nearest.To(name, [.. All.Select(row => row.Name), .. Groups.Select(group => group.Name)]);
        var question = near.Count > 0 ? $": did you mean {string.Join(" or ", near)}?" : ".";
        return new RecipeException($"There is no experiment '{name}'{question} `reproduce` without a name lists all.");
    }
}
