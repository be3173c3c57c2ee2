using System.Text.Json.Serialization;

namespace ModelZoo.Datasets.Sets;

/// <summary>A column of a table: its scale if it holds numbers, else its categories.</summary>
public sealed record TableColumn(
    string Name, bool IsTarget, double Mean, double Deviation, IReadOnlyList<string> Categories, bool IsNumeric);

/// <summary>
/// What a trained network must know of its data to answer without them. A checkpoint keeps it, so a moved or changed
/// data set changes no answer.
/// </summary>
public sealed record DataDescription
{
    private const int Measured = 1000, OpeningTokens = 20;

    public required string Name { get; init; }
    public required Targets Kind { get; init; }
    public required IReadOnlyList<long> InputShape { get; init; }
    public IReadOnlyList<string> Classes { get; init; } = [];
    public IReadOnlyList<string> Tokens { get; init; } = [];
    public IReadOnlyList<string> TargetTokens { get; init; } = [];
    public IReadOnlyList<TableColumn> Columns { get; init; } = [];

    /// <summary>The beginning of the training text.</summary>
    public string? Opening { get; init; }

    /// <summary>Mean and deviation of the training pictures' mean brightness, from 0 to 1.</summary>
    [JsonIgnore]
    public (double Mean, double Deviation)? Brightness =>
        MeanBrightness is { } mean && BrightnessDeviation is { } deviation ? (mean, deviation) : null;

    public double? MeanBrightness { get; init; }
    public double? BrightnessDeviation { get; init; }

    [JsonIgnore]
    public Vocabulary Vocabulary => Vocabulary.Of(Tokens);
    [JsonIgnore]
    public Vocabulary TargetVocabulary => Vocabulary.Of(TargetTokens);

    public static DataDescription Of(Dataset data)
    {
        using var scope = NewDisposeScope();
        using var unrecorded = no_grad();
        var described = new DataDescription
        {
            Name = data.Name,
            Kind = data.Kind,
            InputShape = data.InputShape,
            Classes = data.Classes,
            Tokens = data.Vocabulary?.Tokens ?? [],
            TargetTokens = data.TargetVocabulary?.Tokens ?? [],
            Columns = data.Columns,
        };
        if (data is { Kind: Targets.NextTokens, Vocabulary: { } vocabulary })
        {
            var text = data.Train.Inputs[0].flatten();
            var opening = text.narrow(0, 0, Math.Min(OpeningTokens, text.shape[0])).data<long>().ToArray();
            return described with { Opening = vocabulary.Decode(opening) };
        }
        if (data.InputShape.Length != 3)
            return described;
        var means = MeanBrightnesses(data.Train);
        return described with
        {
            MeanBrightness = means.mean().item<double>(),
            BrightnessDeviation = means.std(unbiased: false).item<double>(),
        };
    }

    // A few pictures at a time: all of them as numbers could take more memory than a training step.
    private static Tensor MeanBrightnesses(Split pictures)
    {
        const long together = 8;
        long count = Math.Min(Measured, pictures.Count);
        var means = empty(count, ScalarType.Float64);
        for (long start = 0; start < count; start += together)
        {
            using var scope = NewDisposeScope();
            long end = Math.Min(start + together, count);
            var some = pictures.Gather(arange(start, end)).Inputs;
            means.narrow(0, start, end - start).copy_(some.to(ScalarType.Float64).mean([1, 2, 3])
                / (some.dtype == ScalarType.Byte ? byte.MaxValue : 1));
        }
        return means;
    }
}
