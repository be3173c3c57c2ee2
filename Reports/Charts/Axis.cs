namespace ModelZoo.Reports.Charts;

/// <summary>Maps values to positions along a line and chooses round ticks.</summary>
internal sealed class Axis
{
    private const double LogarithmicRatio = 100, Rounding = 1e-9;
    private const int Steps = 5, MostDecades = 6;

    private readonly double _low, _high, _from, _to;
    private readonly bool _logarithmic;

    /// <param name="whole">Ticks are whole numbers, and the axis ends at the least and the largest value.</param>
    /// <param name="mayBeLogarithmic">The axis is logarithmic if the values span more than two decades.</param>
    internal Axis(double least, double most, double from, double to, bool whole = false, bool mayBeLogarithmic = false)
    {
        (_from, _to) = (from, to);
        _logarithmic = mayBeLogarithmic && least > 0 && most / least > LogarithmicRatio;
        if (_logarithmic)
        {
            (_low, _high) = (Math.Log10(least), Math.Log10(most));
            double decades = Math.Max(1, Math.Ceiling((_high - _low) / MostDecades));
            Ticks = [.. Multiples(decades).Select(power => Math.Pow(10, power))];
            return;
        }
        if (most - least < Math.Max(1e-12, 1e-9 * Math.Abs(most)))
        {
            double margin = whole ? 1 : Math.Max(0.05 * Math.Abs(least), 1e-6);
            (least, most) = (least - margin, most + margin);
        }
        double step = RoundStep((most - least) / Steps);
        if (whole)
            (step, _low, _high) = (Math.Max(1, step), least, most);
        else
            (_low, _high) = (Math.Floor(least / step + Rounding) * step, Math.Ceiling(most / step - Rounding) * step);
        Ticks = Multiples(step);
    }

    internal double[] Ticks { get; }

    internal double Position(double value) =>
        _from + (_to - _from) * ((_logarithmic ? Math.Log10(value) : value) - _low) / (_high - _low);

    private double[] Multiples(double step)
    {
        double first = Math.Ceiling(_low / step - Rounding), last = Math.Floor(_high / step + Rounding);
        return [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step)];
    }

    private static double RoundStep(double about)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(about)));
        return (about / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 } * power;
    }
}
