using static System.Math;

namespace ModelZoo.Training.Schedules;

/// <summary>The schedules that are a formula of the initial rate and the position: a line each.</summary>
public static class Schedules
{
    public static Schedule Constant() => Of((lr, _) => lr);
    /// <summary>The rate times `factor` for the first `total` positions, then the rate itself.</summary>
    public static Schedule Constant(double factor, long total) => Of((lr, t) => t < total ? lr * factor : lr);
    /// <summary>`factors[i]` times the rate from boundary i - 1 up to boundary i.</summary>
    public static Schedule PiecewiseConstant(long[] boundaries, double[] factors) =>
        factors.Length == boundaries.Length + 1
            ? Of((lr, t) => lr * factors[boundaries.Count(boundary => t >= boundary)])
            : throw new ArgumentException($"{boundaries.Length} boundaries divide the run into {boundaries.Length + 1} pieces, but {factors.Length} factors are given.");
    public static Schedule Step(long size, double gamma = 0.1) => Of((lr, t) => lr * Pow(gamma, t / size));
    public static Schedule MultiStep(long[] milestones, double gamma = 0.1) => Of((lr, t) => lr * Pow(gamma, milestones.Count(milestone => t >= milestone)));
    public static Schedule InverseTime(double decay) => Of((lr, t) => lr / (1 + decay * t));
    public static Schedule Exponential(double gamma) => Of((lr, t) => lr * Pow(gamma, t));
    public static Schedule NaturalExponential(double decay) => Of((lr, t) => lr * Exp(-decay * t));
    public static Schedule Linear(double from, double to, long total) => Of((lr, t) => lr * (from + (to - from) * Min(t, total) / total));
    public static Schedule Polynomial(long total, double power = 1) => Of((lr, t) => lr * Pow(1 - (double)Min(t, total) / total, power));
    public static Schedule SquareRoot() => Of((lr, t) => lr / Sqrt(t + 1));
    /// <summary>Half a cosine from the rate down to `floor` (Loshchilov and Hutter 2017), and constant after it.</summary>
    public static Schedule Cosine(long total, double floor = 0) => Of((lr, t) => floor + (lr - floor) * (1 + Cos(PI * Min(t, total) / total)) / 2);
    /// <summary>The user's own function of the initial rate and the position.</summary>
    public static Schedule Function(Func<double, long, double> rate) => Of(rate);

    private static Formula Of(Func<double, long, double> rate) => new(rate);
}
