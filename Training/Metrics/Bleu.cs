namespace ModelZoo.Training.Metrics;

/// <summary>BLEU (Papineni et al. 2002): how many runs of tokens a network shares with the reference.</summary>
/// <remarks>A sentence ends before its first `end` or `padding` token.</remarks>
public sealed class Bleu(long end, long padding, int order = 4) : Metric
{
    protected override void Add(Outcome outcome)
    {
        if (outcome is not { Write: { } write, Target: { } target })
            return;
        Keep("written", Framed(write()));
        Keep("target", Framed(target));
    }

    // Batches may differ in length, so each row begins with its length.
    private static Tensor Framed(Tensor rows) =>
        cat([full_like(rows.narrow(1, 0, 1), rows.shape[1]), rows], 1).reshape(-1).to(float64);

    private IEnumerable<double[]> Sentences(double[] framed)
    {
        for (int start = 0; start < framed.Length; start += 1 + (int)framed[start])
            yield return [.. framed.Skip(start + 1).Take((int)framed[start])
                .TakeWhile(token => token != end && token != padding)];
    }

    protected override IEnumerable<KeyValuePair<string, double>> Read()
    {
        double[] right = new double[order], all = new double[order];
        double length = 0, wanted = 0;
        foreach (var (written, reference) in Sentences(Total("written")).Zip(Sentences(Total("target"))))
        {
            (length, wanted) = (length + written.Length, wanted + reference.Length);
            for (int n = 1; n <= order; n++)
            {
                right[n - 1] += Shared(written, reference, n);
                all[n - 1] += Math.Max(written.Length - n + 1, 0);
            }
        }
        double logarithms = right.Zip(all, (some, whole) => Math.Log(some / whole) / order).Sum();
        double brevity = Math.Min(0, 1 - wanted / length);
        yield return new("bleu", wanted == 0 ? double.NaN : right.Contains(0) ? 0 : Math.Exp(brevity + logarithms));
    }

    // Runs of n tokens in both, each at most as often as in the reference.
    private static int Shared(double[] written, double[] reference, int n)
    {
        var counts = Runs(reference, n).CountBy(run => run).ToDictionary();
        return Runs(written, n).CountBy(run => run).Sum(run => Math.Min(run.Value, counts.GetValueOrDefault(run.Key)));
    }

    private static IEnumerable<string> Runs(double[] tokens, int n)
    {
        for (int i = 0; i + n <= tokens.Length; i++)
            yield return string.Join(' ', tokens[i..(i + n)]);
    }
}
