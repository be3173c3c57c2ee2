using static System.Math;

namespace ModelZoo.Training.Schedules;

/// <summary>One cycle (Smith and Topin 2018): up to the rate, then down to almost nothing.</summary>
/// <remarks>Momentum goes the other way. With three phases it falls as fast as it rose, then to the end.</remarks>
public sealed class OneCycle(long total, double rising = 0.3, double start = 1.0 / 25, double end = 1e-4,
    bool linear = false, bool threePhases = false, double least = 0.85, double most = 0.95) : Schedule
{
    protected override double Rate(double initial, long position) => threePhases
        ? At(position, initial * start, initial, initial * start, initial * start * end)
        : At(position, initial * start, initial, initial * start * end);

    protected internal override void Apply()
    {
        base.Apply();
        var momentum = threePhases ? At(Position, most, least, most, most) : At(Position, most, least, most);
        foreach (var group in Groups)
            group.CycleMomentum(momentum);
    }

    private double At(long position, params ReadOnlySpan<double> corners)
    {
        double peak = rising * total - 1, last = total - 1;
        ReadOnlySpan<double> ends = threePhases ? [0, peak, 2 * peak, last] : [0, peak, last];
        int phase = 1;
        while (phase < ends.Length - 1 && position > ends[phase])
            phase++;
        double share = Clamp((position - ends[phase - 1]) / (ends[phase] - ends[phase - 1]), 0, 1);
        return linear
            ? corners[phase - 1] + (corners[phase] - corners[phase - 1]) * share
            : corners[phase] + (corners[phase - 1] - corners[phase]) * (1 + Cos(PI * share)) / 2;
    }
}
