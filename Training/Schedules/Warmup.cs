using ModelZoo.Training.Checkpoints;
using ModelZoo.Training.Optimizers;

namespace ModelZoo.Training.Schedules;

/// <summary>A linear rise of the rate over the first steps: untrained networks diverge at the full rate.</summary>
/// <remarks>
/// A schedule that counts steps begins after the rise; one that counts epochs begins at once, with its rates scaled.
/// The rise begins at the fraction `from` of the first rate, by default at one step's share, so that no step has rate
/// zero.
/// </remarks>
public sealed class Warmup(Schedule then, long steps, double? from = null) : Schedule
{
    private readonly double _from = from ?? 1.0 / Math.Max(steps, 1);

    public override void Attach(Optimizer optimizer)
    {
        then.Attach(optimizer);
        base.Attach(optimizer);
    }

    protected override double Rate(double initial, long position) =>
        position < steps ? initial * (_from + (1 - _from) * position / steps) : initial;

    protected internal override void Apply()
    {
        then.Apply();
        foreach (var group in Groups)
            group.lr = Rate(group.lr, Position);
    }

    public override void StepEnd()
    {
        if (Position < steps)
            Advance();
        else
            then.StepEnd();
    }

    public override void EpochEnd(double? watched = null)
    {
        then.EpochEnd(watched);
        Apply();
    }

    public override StateDict state_dict() => base.state_dict().Add("then.", then.state_dict());

    public override void load_state_dict(StateDict state)
    {
        then.load_state_dict(state.Under("then."));
        base.load_state_dict(state);
    }
}
