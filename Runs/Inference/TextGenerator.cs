using ModelZoo.Datasets;
using ModelZoo.Datasets.Sets;
using ModelZoo.Tables;
using ModelZoo.Training.Names;
using static TorchSharp.torch;

namespace ModelZoo.Runs.Inference;

/// <summary>How the next token is drawn.</summary>
/// <param name="Temperature">0 takes the likeliest token. Below 1 prefers likely ones; above 1 allows others.</param>
/// <param name="TopK">Only the K likeliest tokens; 0: all (Fan et al. 2018).</param>
/// <param name="TopP">Only the likeliest tokens that together reach this probability (Holtzman et al. 2020).</param>
public sealed record Sampling(double Temperature = 1, int TopK = 0, double TopP = 1)
{
    internal void Check()
    {
        if (!(Temperature >= 0 && TopK >= 0 && TopP is > 0 and <= 1))
            throw new RecipeException(
                "--temperature and --top-k must be at least 0, and --top-p above 0 and at most 1.");
    }

    /// <summary>Scores (N, tokens), with minus infinity for tokens that must not be drawn.</summary>
    internal Tensor Restrict(Tensor scores)
    {
        if (TopK > 0)
        {
            var (best, _) = scores.topk((int)Math.Min(TopK, scores.shape[^1]), -1);
            scores = scores.masked_fill(scores < best.narrow(-1, best.shape[^1] - 1, 1), double.NegativeInfinity);
        }
        if (TopP < 1)
        {
            var (chances, places) = scores.softmax(-1).sort(-1, descending: true);
            var late = (chances.cumsum(-1) - chances) >= TopP;
            scores = scores.masked_fill(late.scatter(-1, places, late), double.NegativeInfinity);
        }
        return scores;
    }
}

/// <summary>Writes text with a language model. Each token is drawn from the model's probabilities.</summary>
public static class TextGenerator
{
    // Scores divided by less overflow float. So little takes the likeliest token.
    private const float LeastTemperature = 1e-30f;

    /// <summary>Continues `prompt`, or the beginning of the training text.</summary>
    public static string Continue(TrainedNetwork network, string? prompt, int length, Sampling sampling, long seed,
        string? dataRoot = null)
    {
        if (network.Entry.Task != TaskKind.LanguageModel || network.Recipe is null)
            throw new RecipeException(
                $"{network.Entry.Name} writes no text: give the run of a language model, such as lstm.");
        sampling.Check();
        if (length < 1)
            throw new RecipeException("--length must be at least 1.");
        using var scope = NewDisposeScope();
        using var unrecorded = no_grad();
        var vocabulary = network.Data?.Vocabulary ?? FromData(network.Recipe.Dataset, dataRoot);
        prompt ??= network.Data?.Opening ?? vocabulary.Decode([1]);
        var prefix = tensor(Encode(vocabulary, prompt)).unsqueeze(0);                            // (1, T)
        float temperature = Math.Max((float)sampling.Temperature, LeastTemperature);
        return prompt + Write(network.Model, vocabulary, prefix, [temperature], length, seed, sampling)[0];
    }

    // For checkpoints of version 0.1, which keep no vocabulary.
    private static Vocabulary FromData(string name, string? dataRoot)
    {
        using var data = DatasetCatalog.Open(name, new DatasetOptions { DataRoot = dataRoot });
        return data.Vocabulary!;
    }

    /// <summary>A text for each temperature, all in one batch.</summary>
    internal static string[] Write(
        nn.Module model, Vocabulary vocabulary, Tensor prefix, IReadOnlyList<float> temperatures, int length,
        long seed = 0, Sampling? sampling = null)
    {
        using var random = new Generator((ulong)seed);
        var network = (nn.Module<Tensor, Tensor[]?, (Tensor, Tensor[])>)model;
        var divisors = tensor(temperatures.ToArray()).unsqueeze(1);                              // (N, 1)
        var (scores, state) = network.call(prefix.expand(temperatures.Count, -1), null);
        var tokens = new List<Tensor>();
        for (int i = 0; i < length; i++)
        {
            using var step = NewDisposeScope();
            var last = scores.select(1, -1).cpu().to(float32) / divisors;                        // (N, vocabulary)
            var chances = (sampling?.Restrict(last) ?? last).softmax(1);
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
