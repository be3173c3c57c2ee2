using static System.Math;

namespace ModelZoo.Training.Schedules;

/// <summary>How the peaks of a cyclic schedule change.</summary>
public enum CyclicMode
{
    /// <summary>Not at all.</summary>
    Triangular,

    /// <summary>Each cycle halves them.</summary>
    Triangular2,

    /// <summary>Each step multiplies them by a factor.</summary>
    ExpRange,
}

/// <summary>Cyclical rates (Smith 2017), up and down again. Momentum goes the other way.</summary>
public sealed class Cyclic(long up, long? down = null, double from = 0.1, CyclicMode mode = CyclicMode.Triangular,
    double gamma = 1, double least = 0.8, double most = 0.9) : Schedule
{
    protected override double Rate(double initial, long position) =>
        initial * from + initial * (1 - from) * Height(position);

    protected internal override void Apply()
    {
        base.Apply();
        foreach (var group in Groups)
            group.CycleMomentum(most - (most - least) * Height(Position));
    }

    private double Height(long position)
    {
        long length = up + (down ?? up), cycle = position / length, within = position % length;
        double height = within <= up ? (double)within / up : (double)(length - within) / (length - up);
        return mode switch
        {
            CyclicMode.Triangular2 => height / Pow(2, cycle),
            CyclicMode.ExpRange => height * Pow(gamma, position),
            _ => height,
        };
    }
}
