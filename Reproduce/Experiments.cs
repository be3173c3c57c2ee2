using ModelZoo.Reproduce.Running;
using ModelZoo.Reproduce.Tables;
using ModelZoo.Training.Names;

namespace ModelZoo.Reproduce;

/// <summary>Every experiment by name, and the groups that `reproduce` takes in place of one.</summary>
public static class Experiments
{
    public static IReadOnlyList<Experiment> All { get; } = [.. LinearTable.Rows, .. ConvolutionalTable.Rows, .. LanguageTable.Rows, .. SequenceTable.Rows, .. OptimizationTable.Rows, .. EnglishTable.Rows, .. NotesTable.Rows];

    /// <summary>Words for several experiments, with what they mean.</summary>
    public static IReadOnlyList<(string Name, string Meaning, Func<Experiment, bool> Holds)> Groups { get; } =
    [
        ("quick", "what fits in ten minutes on two cores", row => row.Quick),
        ("all", "all but the heavy ones", row => !row.Heavy),
        ("heavy", "networks at 96 and 224 pixels: hours on a CPU", row => row.Heavy && row.Section == Section.Convolutional),
        ("heavy-english", "the same as the English edition trains them, which prints no curve to compare one epoch with", row => row.Heavy && row.Section == Section.English),
        .. Enum.GetValues<Section>().Select(section => (section.ToString().ToLowerInvariant(), Title(section), (Func<Experiment, bool>)(row => row.Section == section && !row.Heavy))),
    ];

    public static string Title(Section section) => section switch
    {
        Section.Linear => "Linear models and perceptrons",
        Section.Convolutional => "Convolutional networks",
        Section.Language => "Character language models on The Time Machine",
        Section.Sequence => "Other sequences",
        Section.Optimization => "Optimizers on airfoil self-noise",
        Section.English => "The English edition",
        _ => "Figures of the notes",
    };

    /// <summary>The experiments that these names and groups mean, each once, in the table's order.</summary>
    public static IReadOnlyList<Experiment> Find(IEnumerable<string> names)
    {
        var wanted = new HashSet<Experiment>();
        foreach (var name in names)
        {
            if (Groups.FirstOrDefault(group => group.Name == name) is { Holds: { } holds })
                wanted.UnionWith(All.Where(holds));
            else
                wanted.Add(All.FirstOrDefault(row => row.Name == name) ?? throw Unknown(name));
        }
        return [.. All.Where(wanted.Contains)];
    }

    private static RecipeException Unknown(string name)
    {
        var near = Nearest.To(name, [.. All.Select(row => row.Name), .. Groups.Select(group => group.Name)]);
        return new($"There is no experiment '{name}'{(near.Count > 0 ? $": did you mean {string.Join(" or ", near)}?" : ".")} `reproduce` without a name lists all.");
    }
}
