using static System.Math;

namespace ModelZoo.Training.Schedules;

/// <summary>The schedules that are a formula of the initial rate and the position.</summary>
public static class ScheduleFormulas
{
    public static Schedule Constant(bool perEpoch = false) => Function((lr, _) => lr, perEpoch);

    /// <summary>The rate times `factor` for the first `total` positions, then the rate itself.</summary>
    public static Schedule Constant(double factor, long total, bool perEpoch = false) =>
        Function((lr, t) => t < total ? lr * factor : lr, perEpoch);

    /// <summary>The rate times `factors[i]` from boundary i - 1 to boundary i.</summary>
    public static Schedule PiecewiseConstant(long[] boundaries, double[] factors, bool perEpoch = false)
    {
        if (factors.Length != boundaries.Length + 1)
            throw new ArgumentException($"{boundaries.Length} boundaries make {boundaries.Length + 1} pieces, but "
                + $"{factors.Length} factors are given.");
        return Function((lr, t) => lr * factors[boundaries.Count(boundary => t >= boundary)], perEpoch);
    }

    public static Schedule Step(long size, double gamma = 0.1, bool perEpoch = false) =>
        Function((lr, t) => lr * Pow(gamma, t / size), perEpoch);

    public static Schedule MultiStep(long[] milestones, double gamma = 0.1, bool perEpoch = false) =>
        Function((lr, t) => lr * Pow(gamma, milestones.Count(milestone => t >= milestone)), perEpoch);

    public static Schedule InverseTime(double decay, bool perEpoch = false) =>
        Function((lr, t) => lr / (1 + decay * t), perEpoch);

    public static Schedule Exponential(double gamma, bool perEpoch = false) =>
        Function((lr, t) => lr * Pow(gamma, t), perEpoch);

    public static Schedule NaturalExponential(double decay, bool perEpoch = false) =>
        Function((lr, t) => lr * Exp(-decay * t), perEpoch);

    public static Schedule Linear(double from, double to, long total, bool perEpoch = false) =>
        Function((lr, t) => lr * (from + (to - from) * Share(t, total)), perEpoch);

    public static Schedule Polynomial(long total, double power = 1, bool perEpoch = false) =>
        Function((lr, t) => lr * Pow(1 - Share(t, total), power), perEpoch);

    public static Schedule SquareRoot(bool perEpoch = false) => Function((lr, t) => lr / Sqrt(t + 1), perEpoch);

    /// <summary>Half a cosine from the rate down to `floor`, then constant (Loshchilov and Hutter 2017).</summary>
    public static Schedule Cosine(long total, double floor = 0, bool perEpoch = false) =>
        Function((lr, t) => HalfCosine(lr, floor, Share(t, total)), perEpoch);

    /// <summary>SGDR (Loshchilov and Hutter 2017): half cosines, each `multiple` times as long as the last.</summary>
    public static Schedule WarmRestarts(long first, long multiple = 1, double floor = 0, bool perEpoch = false) =>
        Function((lr, t) =>
        {
            long length = Max(first, 1);
            for (; t >= length; length *= multiple)
                t -= length;
            return HalfCosine(lr, floor, (double)t / length);
        }, perEpoch);

    /// <summary>The range test (Smith 2017): from the lowest rate to the highest in equal ratios.</summary>
    public static Schedule Range(double lowest, double highest, long steps) =>
        Function((_, t) => lowest * Pow(highest / lowest, Share(t, Max(steps - 1, 1))));

    /// <summary>Any function of the initial rate and the position.</summary>
    public static Schedule Function(Func<double, long, double> rate, bool perEpoch = false) =>
        new Formula(rate) { PerEpoch = perEpoch };

    private static double Share(long position, long total) => total <= 0 ? 1 : (double)Min(position, total) / total;

    private static double HalfCosine(double from, double to, double share) =>
        to + (from - to) * (1 + Cos(PI * share)) / 2;

    private sealed class Formula(Func<double, long, double> rate) : Schedule
    {
        protected override double Rate(double initial, long position) => rate(initial, position);
    }
}
