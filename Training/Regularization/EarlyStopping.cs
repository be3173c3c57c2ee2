using ModelZoo.Training.Checkpoints;

namespace ModelZoo.Training.Regularization;

/// <summary>Watches a loss or metric, and stops the run if it has not improved for too long (Prechelt 1998).</summary>
/// <param name="leastChange">The improvement that a value must exceed to count.</param>
internal sealed class EarlyStopping(int patience, double leastChange = 0, bool rises = false) : IStateful
{
    /// <summary>The best value so far; null before the first.</summary>
    internal double? Best { get; private set; }

    /// <summary>Epochs since the best value.</summary>
    internal int Waited { get; private set; }

    /// <summary>Whether the run should end; never with patience 0.</summary>
    internal bool ShouldStop => patience > 0 && Waited >= patience;

    /// <summary>Adds the value of an epoch. Returns whether it is the best so far.</summary>
    internal bool Add(double value)
    {
        bool improved = Best is not { } best ? !double.IsNaN(value)
            : rises ? value > best + leastChange : value < best - leastChange;
        (Best, Waited) = improved ? (value, 0) : (Best, Waited + 1);
        return improved;
    }

    public StateDict state_dict()
    {
        var state = new StateDict { ["waited"] = Waited };
        if (Best is { } best)
            state["best"] = best;
        return state;
    }

    public void load_state_dict(StateDict state)
    {
        // Old checkpoints of runs without patience have neither.
        Waited = (int)state.Numbers.GetValueOrDefault("waited");
        Best = state.Numbers.TryGetValue("best", out var best) ? best : null;
    }
}
