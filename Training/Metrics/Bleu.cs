using static TorchSharp.torch;

namespace ModelZoo.Training.Metrics;

/// <summary>BLEU (Papineni et al. 2002) over a corpus of token numbers: how many runs of one to `order` tokens a translation shares with its reference.</summary>
/// <remarks>Predictions are token numbers (N, T), or scores (N, vocabulary, T); each sentence ends before its first `end` or `padding` token.</remarks>
public sealed class Bleu(long end, long padding, int order = 4) : Metric
{
    protected override void Add(Outcome outcome)
    {
        var (prediction, target) = outcome.Both();
        var tokens = prediction.ndim == target.ndim + 1 ? prediction.argmax(1) : prediction;
        Keep("prediction", Framed(tokens));
        Keep("target", Framed(target));
    }

    // As one line with its row length in front of each row: batches may differ in length.
    private static Tensor Framed(Tensor rows) => cat([full_like(rows.narrow(1, 0, 1), rows.shape[1]), rows], 1).reshape(-1).to(float64);

    protected override IEnumerable<KeyValuePair<string, double>> Read()
    {
        double[] right = new double[order], all = new double[order];
        double length = 0, wanted = 0;
        foreach (var (said, reference) in Sentences(Total("prediction")).Zip(Sentences(Total("target"))))
        {
            (length, wanted) = (length + said.Count, wanted + reference.Count);
            for (int n = 1; n <= order; n++)
            {
                right[n - 1] += Shared(said, reference, n);
                all[n - 1] += Math.Max(said.Count - n + 1, 0);
            }
        }
        double logarithms = 0;
        for (int n = 0; n < order; n++)
            logarithms += Math.Log(right[n] / all[n]) / order;
        yield return new("bleu", wanted == 0 ? double.NaN : length == 0 || right.Contains(0) ? 0 : Math.Exp(Math.Min(0, 1 - wanted / length) + logarithms));
    }

    /// <summary>The textbook's score of one sentence: the product of p_n to the power of 1/2^n, with the penalty for brevity.</summary>
    public static double Sentence<T>(IReadOnlyList<T> prediction, IReadOnlyList<T> reference, int order) where T : notnull
    {
        double score = prediction.Count == 0 ? 0 : Math.Exp(Math.Min(0, 1 - (double)reference.Count / prediction.Count));
        for (int n = 1; n <= Math.Min(order, prediction.Count); n++)
            score *= Math.Pow((double)Shared(prediction, reference, n) / (prediction.Count - n + 1), Math.Pow(0.5, n));
        return score;
    }

    // Runs of n tokens in both, each counted as often as the reference has it.
    private static int Shared<T>(IReadOnlyList<T> said, IReadOnlyList<T> reference, int n) where T : notnull
    {
        var counts = Runs(reference, n).GroupBy(run => run).ToDictionary(run => run.Key, run => run.Count());
        return Runs(said, n).GroupBy(run => run).Sum(run => Math.Min(run.Count(), counts.GetValueOrDefault(run.Key)));
    }

    private static IEnumerable<string> Runs<T>(IReadOnlyList<T> tokens, int n) where T : notnull
    {
        for (int i = 0; i + n <= tokens.Count; i++)
            yield return string.Join('\u001f', tokens.Skip(i).Take(n));
    }

    private IEnumerable<IReadOnlyList<double>> Sentences(double[] framed)
    {
        for (int start = 0; start < framed.Length; start += 1 + (int)framed[start])
            yield return [.. framed.Skip(start + 1).Take((int)framed[start]).TakeWhile(token => token != end && token != padding)];
    }
}
