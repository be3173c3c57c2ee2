using ModelZoo.Datasets;
using ModelZoo.Datasets.Sets;
using ModelZoo.Tables;
using ModelZoo.Training.Names;
using static TorchSharp.torch;

namespace ModelZoo.Runs.Inference;

/// <summary>Writes text with a language model. Each token is drawn from the model's probabilities.</summary>
public static class TextGenerator
{
    private const float LeastTemperature = 1e-30f;   // scores divided by less overflow float

    /// <summary>Continues `prompt`.</summary>
    /// <param name="temperature">Below 1 prefers likely tokens; above 1 allows unlikely ones.</param>
    public static string Continue(
        TrainedNetwork network, string prompt, int length, double temperature, long seed, string? dataRoot = null)
    {
        if (network.Entry.Task != TaskKind.LanguageModel || network.Recipe is null)
            throw new RecipeException(
                $"{network.Entry.Name} writes no text: give the run of a language model, such as lstm.");
        if (!((float)temperature >= LeastTemperature) || length < 1)
            throw new RecipeException("--temperature and --length must be above 0.");
        using var data = DatasetCatalog.Open(network.Recipe.Dataset, new DatasetOptions { DataRoot = dataRoot });
        using var scope = NewDisposeScope();
        using var unrecorded = no_grad();
        var vocabulary = data.Vocabulary!;
        var prefix = tensor(Encode(vocabulary, prompt)).unsqueeze(0);                            // (1, T)
        return prompt + Write(network.Model, vocabulary, prefix, [(float)temperature], length, seed)[0];
    }

    /// <summary>A text for each temperature, all in one batch.</summary>
    internal static string[] Write(
        nn.Module model, Vocabulary vocabulary, Tensor prefix, IReadOnlyList<float> temperatures, int length,
        long seed = 0)
    {
        using var random = new Generator((ulong)seed);
        var network = (nn.Module<Tensor, Tensor[]?, (Tensor, Tensor[])>)model;
        var divisors = tensor(temperatures.ToArray()).unsqueeze(1);                              // (N, 1)
        var (scores, state) = network.call(prefix.expand(temperatures.Count, -1), null);
        var tokens = new List<Tensor>();
        for (int i = 0; i < length; i++)
        {
            using var step = NewDisposeScope();
            var chances = (scores.select(1, -1).cpu().to(float32) / divisors).softmax(1);        // (N, vocabulary)
            var next = chances.multinomial(1, generator: random);                                // (N, 1)
            tokens.Add(next.MoveToOuterDisposeScope());
            (scores, state) = network.call(next.to(prefix.device), state);
            scores.MoveToOuterDisposeScope();
            foreach (var part in state)
                part.MoveToOuterDisposeScope();
        }
        var gap = IsWords(vocabulary) ? " " : "";
        return [.. cat(tokens, 1).unbind(0).Select(row => gap + vocabulary.Decode(row.data<long>().ToArray()))];
    }

    private static bool IsWords(Vocabulary vocabulary) =>
        vocabulary.Decode([1, 2]).Contains(' ') && !vocabulary.Tokens.Contains(" ");

    // Tries lower case too: some texts are read that way.
    private static long[] Encode(Vocabulary vocabulary, string prompt)
    {
        var known = vocabulary.Tokens.ToHashSet();
        string Known(string token) => known.Contains(token) ? token
            : known.Contains(token.ToLowerInvariant()) ? token.ToLowerInvariant()
            : throw new RecipeException($"The network's training text has no '{token}', so a prompt cannot have it.");
        string[] tokens = IsWords(vocabulary)
            ? prompt.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            : [.. prompt.EnumerateRunes().Select(rune => rune.ToString())];
        return tokens.Length > 0
            ? vocabulary.Encode(tokens.Select(Known))
            : throw new RecipeException("--prompt is empty: give the beginning of the text.");
    }
}
