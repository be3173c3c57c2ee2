using ModelZoo.Datasets;
using static TorchSharp.torch;

namespace ModelZoo.Training.Reports;

/// <summary>Text that a language model writes on from the first words of the test text.</summary>
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
        var texts = Write(subject.Model, vocabulary, prefix);
        yield return new TextExhibit("Generated text", $"How the network goes on from “{start}”. A low temperature keeps to what is likely, a high one dares more.",
            [.. Temperatures.Zip(texts, (temperature, text) => ($"temperature {temperature}", start + text))]);
    }

    // All temperatures in one batch.
    private static string[] Write(nn.Module model, Vocabulary vocabulary, Tensor prefix)
    {
        using var random = new Generator(0);
        var network = (nn.Module<Tensor, Tensor[]?, (Tensor, Tensor[])>)model;
        var temperatures = tensor(Temperatures).unsqueeze(1);                                           // (N, 1)
        var (scores, state) = network.call(prefix.expand(Temperatures.Length, -1), null);
        var tokens = new List<Tensor>();
        for (int i = 0; i < Tokens; i++)
        {
            var chances = (scores.select(1, -1).cpu().to(float32) / temperatures).softmax(1);           // (N, vocabulary)
            var next = chances.multinomial(1, generator: random);                                       // (N, 1)
            tokens.Add(next);
            (scores, state) = network.call(next.to(prefix.device), state);
        }
        var gap = vocabulary.Decode([1, 2]).Contains(' ') ? " " : "";
        return [.. cat(tokens, 1).unbind(0).Select(row => gap + vocabulary.Decode(row.data<long>().ToArray()))];
    }
}
