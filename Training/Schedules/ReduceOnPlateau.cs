using ModelZoo.Training.Checkpoints;

namespace ModelZoo.Training.Schedules;

/// <summary>Multiplies the rate by a factor when what is watched has not improved for more than `patience` epochs.</summary>
public sealed class ReduceOnPlateau : Schedule
{
    private readonly double _factor, _threshold, _floor;
    private readonly int _patience, _cooldown;
    private readonly bool _rises;
    private double? _best;
    private long _bad, _resting, _reductions;

    /// <summary>An improvement is one by more than the threshold, relative to the best. What rises is better higher, such as accuracy.</summary>
    public ReduceOnPlateau(double factor = 0.1, int patience = 10, double threshold = 1e-4, int cooldown = 0, double floor = 0, bool rises = false)
    {
        (_factor, _patience, _threshold, _cooldown, _floor, _rises) = (factor, patience, threshold, cooldown, floor, rises);
        PerEpoch = true;
    }

    protected override double Rate(double initial, long position) => Math.Max(initial * Math.Pow(_factor, _reductions), Math.Min(_floor, initial));

    public override void EpochEnd(double? watched = null)
    {
        if (watched is not { } value)
            throw new InvalidOperationException("The plateau schedule watches a loss or metric, but none is measured at the end of the epoch: give the run a validation or test set, or choose another schedule.");
        if (_best is not { } best || (_rises ? value > best + Math.Abs(best) * _threshold : value < best - Math.Abs(best) * _threshold))
            (_best, _bad) = (value, 0);
        else
            _bad++;
        if (_resting > 0)
            (_resting, _bad) = (_resting - 1, 0);
        if (_bad > _patience)
            (_reductions, _resting, _bad) = (_reductions + 1, _cooldown, 0);
        Advance();
    }

    public override StateDict state_dict()
    {
        var state = base.state_dict();
        (state.Numbers["bad"], state.Numbers["resting"], state.Numbers["reductions"]) = (_bad, _resting, _reductions);
        if (_best is { } best)
            state.Numbers["best"] = best;
        return state;
    }

    public override void load_state_dict(StateDict state)
    {
        (_bad, _resting, _reductions) = ((long)state.Number("bad"), (long)state.Number("resting"), (long)state.Number("reductions"));
        _best = state.Numbers.TryGetValue("best", out var best) ? best : null;
        base.load_state_dict(state);
    }
}
