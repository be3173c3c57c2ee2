namespace ModelZoo.Training.Schedules;

/// <summary>A schedule that is a function of the initial rate and the position alone.</summary>
public sealed class Formula(Func<double, long, double> rate) : Schedule
{
    protected override double Rate(double initial, long position) => rate(initial, position);
}
