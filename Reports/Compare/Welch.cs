namespace ModelZoo.Reports.Compare;

/// <summary>
/// Whether two means differ by more than chance, their variances being unequal. B. L. Welch, "The generalization of Student's problem
/// when several different population variances are involved", 1947.
/// </summary>
/// <param name="P">How often means this far apart or further come about where there is no difference.</param>
public sealed record Welch(double Difference, double T, double Freedom, double P)
{
    /// <summary>Null where a side has fewer than two values: one value has no spread.</summary>
    public static Welch? Of(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        if (a.Count < 2 || b.Count < 2)
            return null;
        double ofA = Variance(a) / a.Count, ofB = Variance(b) / b.Count, difference = a.Average() - b.Average();
        if (ofA + ofB == 0)
            return new Welch(difference, difference == 0 ? 0 : double.PositiveInfinity * Math.Sign(difference), a.Count + b.Count - 2, difference == 0 ? 1 : 0);
        double t = difference / Math.Sqrt(ofA + ofB);
        double freedom = (ofA + ofB) * (ofA + ofB) / (ofA * ofA / (a.Count - 1) + ofB * ofB / (b.Count - 1));
        return new Welch(difference, t, freedom, Beta(freedom / (freedom + t * t), freedom / 2, 0.5));
    }

    /// <summary>The answer in words.</summary>
    public string Verdict => P switch
    {
        < 0.001 => "far more than noise",
        < 0.01 => "more than noise",
        < 0.05 => "probably more than noise",
        < 0.2 => "perhaps only noise: more seeds would tell",
        _ => "no more than noise",
    };

    public static double Deviation(IReadOnlyList<double> values) => values.Count < 2 ? double.NaN : Math.Sqrt(Variance(values));

    private static double Variance(IReadOnlyList<double> values)
    {
        double mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1);
    }

    /// <summary>The regularised incomplete beta function, by its continued fraction (Abramowitz and Stegun 26.5.8) after Lentz.</summary>
    internal static double Beta(double x, double a, double b)
    {
        if (x <= 0 || x >= 1)
            return x <= 0 ? 0 : 1;
        // The fraction converges fast below the mean only.
        if (x > (a + 1) / (a + b + 2))
            return 1 - Beta(1 - x, b, a);
        double front = Math.Exp(LogGamma(a + b) - LogGamma(a) - LogGamma(b) + a * Math.Log(x) + b * Math.Log(1 - x)) / a;
        double c = 1, d = 1 / (1 - (a + b) * x / (a + 1)), value = d;
        for (int m = 1; m < 300; m++)
        {
            double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)), odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            (d, c) = (1 / (1 + even * d), 1 + even / c);
            value *= d * c;
            (d, c) = (1 / (1 + odd * d), 1 + odd / c);
            double factor = d * c;
            value *= factor;
            if (Math.Abs(factor - 1) < 1e-14)
                break;
        }
        return front * value;
    }

    // Stirling's series, its argument raised until it is exact to 1e-13.
    private static double LogGamma(double x)
    {
        double shift = 0;
        for (; x < 12; x++)
            shift -= Math.Log(x);
        double inverse = 1 / (x * x);
        return shift + (x - 0.5) * Math.Log(x) - x + 0.5 * Math.Log(2 * Math.PI) + (1 / 12.0 - inverse * (1 / 360.0 - inverse * (1 / 1260.0 - inverse / 1680))) / x;
    }
}
