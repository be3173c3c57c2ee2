using ModelZoo.Runs.Inference;
using static TorchSharp.torch;

namespace ModelZoo.Reports.Exhibits;

/// <summary>How a language model continues the first words of the test text.</summary>
internal static class LanguageExhibits
{
    private const int Tokens = 240, Prefix = 20;
    private static readonly float[] Temperatures = [0.2f, 0.7f, 1];

    internal static IEnumerable<Exhibit> Of(Subject subject)
    {
        if (subject.Data.Vocabulary is not { } vocabulary)
            yield break;
        using var scope = NewDisposeScope();
        var (inputs, _) = subject.First(1);
        var prefix = inputs.narrow(1, 0, Math.Min(Prefix, inputs.shape[1]));
        var start = vocabulary.Decode(prefix.flatten().cpu().data<long>().ToArray());
        var texts = TextGenerator.Write(subject.Model, vocabulary, prefix, Temperatures, Tokens);
        yield return new TextExhibit(
            "Generated text",
            $"The network continues “{start}”. A low temperature keeps to likely tokens, "
                + "a high one takes more risks.",
            [.. Temperatures.Zip(texts, (temperature, text) => ($"temperature {temperature}", start + text))]);
    }
}
