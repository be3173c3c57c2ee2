using ModelZoo.Training.Checkpoints;

namespace ModelZoo.Training.Schedules;

/// <summary>Multiplies the rate by a factor after more than `patience` epochs without improvement.</summary>
public sealed class ReduceOnPlateau : Schedule
{
    private readonly double _factor, _threshold, _floor;
    private readonly int _patience, _cooldown;
    private readonly bool _rises;
    private double? _best;
    private long _bad, _resting, _reductions;

    /// <param name="threshold">The least improvement that counts, relative to the best value.</param>
    /// <param name="cooldown">Epochs after a reduction that do not count as bad.</param>
    /// <param name="rises">Whether a higher value is better.</param>
    public ReduceOnPlateau(double factor = 0.1, int patience = 10, double threshold = 1e-4, int cooldown = 0,
        double floor = 0, bool rises = false)
    {
        (_factor, _patience, _threshold, _cooldown, _floor) = (factor, patience, threshold, cooldown, floor);
        (_rises, PerEpoch) = (rises, true);
    }

    protected override double Rate(double initial, long position) =>
        Math.Max(initial * Math.Pow(_factor, _reductions), Math.Min(_floor, initial));

    public override void EpochEnd(double? watched = null)
    {
        if (watched is not { } value)
            throw new InvalidOperationException("The plateau schedule watches a loss or metric, but none is measured "
                + "at the end of the epoch: give the run a validation or test set, or choose another schedule.");
        if (Improves(value))
            (_best, _bad) = (value, 0);
        else
            _bad++;
        if (_resting > 0)
            (_resting, _bad) = (_resting - 1, 0);
        if (_bad > _patience)
            (_reductions, _resting, _bad) = (_reductions + 1, _cooldown, 0);
        Advance();
    }

    private bool Improves(double value)
    {
        if (_best is not { } best)
            return true;
        double least = Math.Abs(best) * _threshold;
        return _rises ? value > best + least : value < best - least;
    }

    public override StateDict state_dict()
    {
        var state = base.state_dict();
        (state["bad"], state["resting"], state["reductions"]) = (_bad, _resting, _reductions);
        if (_best is { } best)
            state["best"] = best;
        return state;
    }

    public override void load_state_dict(StateDict state)
    {
        (_bad, _resting, _reductions) = ((long)state["bad"], (long)state["resting"], (long)state["reductions"]);
        _best = state.Numbers.TryGetValue("best", out var best) ? best : null;
        base.load_state_dict(state);
    }
}
