namespace ModelZoo.Reports.Charts;

/// <summary>From values to places along a line, with round numbers as its marks; logarithmic where values span more than two decades.</summary>
internal sealed class Axis
{
    private readonly double _low, _high, _from, _to;
    private readonly bool _logarithmic;

    internal Axis(double least, double most, double from, double to, bool whole = false, bool mayBeLogarithmic = false)
    {
        (_from, _to) = (from, to);
        _logarithmic = mayBeLogarithmic && least > 0 && most / least > 100;
        if (_logarithmic)
        {
            (_low, _high) = (Math.Log10(least), Math.Log10(most));
            int step = Math.Max(1, (int)Math.Ceiling((_high - _low) / 6));
            Marks = [.. Enumerable.Range((int)Math.Ceiling(_low - 1e-9), (int)(Math.Floor(_high + 1e-9) - Math.Ceiling(_low - 1e-9)) + 1).Where(power => power % step == 0).Select(power => Math.Pow(10, power))];
            return;
        }
        if (most - least < Math.Max(1e-12, 1e-9 * Math.Abs(most)))
            (least, most) = whole ? (least - 1, most + 1) : (least - Math.Max(0.05 * Math.Abs(least), 1e-6), most + Math.Max(0.05 * Math.Abs(most), 1e-6));
        double round = Step((most - least) / 5);
        if (whole)
            round = Math.Max(1, round);
        (_low, _high) = whole ? (least, most) : (Math.Floor(least / round + 1e-9) * round, Math.Ceiling(most / round - 1e-9) * round);
        double first = Math.Ceiling(_low / round - 1e-9);
        Marks = [.. Enumerable.Range(0, (int)(Math.Floor(_high / round + 1e-9) - first) + 1).Select(i => (first + i) * round)];
    }

    internal double[] Marks { get; }

    internal double Place(double value) => _from + (_to - _from) * (((_logarithmic ? Math.Log10(value) : value) - _low) / (_high - _low));

    private static double Step(double about)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(about)));
        return (about / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 } * power;
    }
}
