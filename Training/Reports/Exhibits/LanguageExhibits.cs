using ModelZoo.Datasets;
using static TorchSharp.torch;

namespace ModelZoo.Training.Reports;

/// <summary>Text that a language model writes on from the first words of the test text.</summary>
internal static class LanguageExhibits
{
    private const int Tokens = 240, Prefix = 20;

    internal static IEnumerable<Exhibit> Of(Subject subject)
    {
        if (subject.Data.Vocabulary is not { } vocabulary)
            yield break;
        using var scope = NewDisposeScope();
        var (inputs, _) = subject.First(1);
        var prefix = inputs.narrow(1, 0, Math.Min(Prefix, inputs.shape[1]));
        var start = vocabulary.Decode(prefix.flatten().cpu().data<long>().ToArray());
        yield return new TextExhibit("Generated text", $"How the network goes on from “{start}”. A low temperature keeps to what is likely, a high one dares more.",
            [.. new[] { 0.2, 0.7, 1.0 }.Select(temperature => ($"temperature {temperature}", start + Write(subject.Model, vocabulary, prefix, temperature)))]);
    }

    private static string Write(nn.Module model, Vocabulary vocabulary, Tensor prefix, double temperature)
    {
        using var scope = NewDisposeScope();
        using var random = new Generator(0);
        var network = (nn.Module<Tensor, Tensor[]?, (Tensor, Tensor[])>)model;
        var (scores, state) = network.call(prefix, null);
        var tokens = new List<Tensor>();
        for (int i = 0; i < Tokens; i++)
        {
            var chances = (scores.select(1, -1).cpu().to(float32) / temperature).softmax(1);            // (1, vocabulary)
            var next = chances.multinomial(1, generator: random);                                       // (1, 1)
            tokens.Add(next);
            (scores, state) = network.call(next.to(prefix.device), state);
        }
        var text = vocabulary.Decode(cat([.. tokens]).flatten().data<long>().ToArray());
        return vocabulary.Decode([1, 2]).Contains(' ') ? " " + text : text;
    }
}
