// AdaBoost. Y. Freund, R. Schapire, "A decision-theoretic generalization of on-line learning and an application to
// boosting", 1997; nndl, section 10.1.1, algorithm 10.1.
// Idea: each weak classifier is trained on weighted examples. What it gets wrong weighs more for the next. Their votes
// count by a = log((1 - e) / e) / 2. The error on the training set is at most the product of 2 sqrt(e (1 - e)).
// The weak classifier here is a stump: one feature, one threshold.

namespace ModelZoo.Ideas.Ways;

internal sealed record Stump(int Feature, double Threshold, int Sign)
{
    internal int Classify(double[] x) => x[Feature] > Threshold ? Sign : -Sign;

    /// <summary>The stump with the least weighted error.</summary>
    internal static Stump Fit(double[][] x, int[] y, double[] weights)
    {
        var (best, least) = (new Stump(0, 0, 1), double.PositiveInfinity);
        for (int feature = 0; feature < x[0].Length; feature++)
        {
            var order = Enumerable.Range(0, x.Length).OrderBy(i => x[i][feature]).ToArray();
            // Below the first example all answers are +1: the negative ones are wrong.
            double error = order.Where(i => y[i] < 0).Sum(i => weights[i]);
            for (int place = 0; place < order.Length; place++)
            {
                int i = order[place];
                error += y[i] > 0 ? weights[i] : -weights[i];
                double threshold = place + 1 < order.Length
                    ? (x[i][feature] + x[order[place + 1]][feature]) / 2 : x[i][feature];
                foreach (var (wrong, sign) in new[] { (error, 1), (weights.Sum() - error, -1) })
                    if (wrong < least)
                        (best, least) = (new Stump(feature, threshold, sign), wrong);
            }
        }
        return best;
    }
}

internal sealed class AdaBoost
{
    private readonly List<(Stump Stump, double Vote)> _members = [];

    /// <summary>An upper bound of the error on the training set.</summary>
    internal double Bound { get; private set; } = 1;

    internal static AdaBoost Fit(double[][] x, int[] y, int rounds, Action<AdaBoost>? afterRound = null)
    {
        var boosted = new AdaBoost();
        double[] weights = [.. Enumerable.Repeat(1.0 / x.Length, x.Length)];
        for (int round = 0; round < rounds; round++)
        {
            var stump = Stump.Fit(x, y, weights);
            int[] answers = [.. x.Select(stump.Classify)];
            double error = Math.Clamp(weights.Where((_, i) => answers[i] != y[i]).Sum(), 1e-10, 1 - 1e-10);
            double vote = Math.Log((1 - error) / error) / 2;
            boosted._members.Add((stump, vote));
            boosted.Bound *= 2 * Math.Sqrt(error * (1 - error));
            weights = [.. weights.Select((weight, i) => weight * Math.Exp(-vote * y[i] * answers[i]))];
            double sum = weights.Sum();
            weights = [.. weights.Select(weight => weight / sum)];
            afterRound?.Invoke(boosted);
        }
        return boosted;
    }

    internal int Classify(double[] x) => Math.Sign(_members.Sum(member => member.Vote * member.Stump.Classify(x)));
}
