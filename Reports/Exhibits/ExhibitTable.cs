using ModelZoo.Runs;
using ModelZoo.Tables;

namespace ModelZoo.Reports.Exhibits;

/// <summary>What there is to see of each kind of task.</summary>
internal static class ExhibitTable
{
    private static readonly Dictionary<TaskKind, Func<Subject, IEnumerable<Exhibit>>> Rows = new()
    {
        [TaskKind.Regression] = RegressionExhibits.Of,
        [TaskKind.Classification] = ClassifierExhibits.Of,
        [TaskKind.Perceptron] = ClassifierExhibits.Of,
        [TaskKind.Reconstruction] = subject => AutoencoderExhibits.Of(subject),
        [TaskKind.Variational] = subject => AutoencoderExhibits.Of(subject),
        [TaskKind.LanguageModel] = LanguageExhibits.Of,
        [TaskKind.SequenceLabelling] = SequenceExhibits.Labels,
        [TaskKind.SequenceToSequence] = SequenceExhibits.Translations,
    };

    internal static IEnumerable<Exhibit> Of(Subject subject) =>
    [
        .. Rows[DataFit.Task(subject.Entry, subject.Data.Kind)](subject),
        .. PlaneExhibits.Of(subject), .. FirstLayer.Of(subject),
    ];
}
