using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace ModelZoo.Reports.Compare;

/// <summary>
/// Whether two means with unequal variances differ by more than chance. B. L. Welch, "The generalization of Student's
/// problem when several different population variances are involved", 1947.
/// </summary>
/// <param name="P">How often chance alone puts the means this far apart.</param>
internal sealed record Welch(double T, double Freedom, double P)
{
    /// <summary>Null if a side has fewer than two values: one value has no spread.</summary>
    internal static Welch? Of(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        if (a.Count < 2 || b.Count < 2)
            return null;
        double ofA = a.Variance() / a.Count, ofB = b.Variance() / b.Count, sum = ofA + ofB;
        double difference = a.Average() - b.Average();
        if (sum == 0)
            return difference == 0
                ? new Welch(0, a.Count + b.Count - 2, 1)
                : new Welch(double.PositiveInfinity * Math.Sign(difference), a.Count + b.Count - 2, 0);
        double t = difference / Math.Sqrt(sum);
        double freedom = sum * sum / (ofA * ofA / (a.Count - 1) + ofB * ofB / (b.Count - 1));
        return new Welch(t, freedom, 2 * StudentT.CDF(0, 1, freedom, -Math.Abs(t)));
    }

    internal string Verdict => P switch
    {
        < 0.001 => "far more than noise",
        < 0.01 => "more than noise",
        < 0.05 => "probably more than noise",
        < 0.2 => "perhaps only noise: run more seeds to find out",
        _ => "no more than noise",
    };
}
