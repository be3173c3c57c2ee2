using ModelZoo.Training.Checkpoints;

namespace ModelZoo.Training.Regularization;

/// <summary>Watches a loss or metric from epoch to epoch, and says when it has not improved for too long (Prechelt 1998).</summary>
public sealed class EarlyStopping(int patience, double leastChange = 0, bool rises = false) : IStateful
{
    /// <summary>The best value so far; null before the first.</summary>
    public double? Best { get; private set; }
    /// <summary>Epochs since then.</summary>
    public int Waited { get; private set; }

    /// <summary>Whether the run should end; patience 0 never ends it.</summary>
    public bool ShouldStop => patience > 0 && Waited >= patience;

    /// <summary>Takes in an epoch's value, and says whether it is the best so far: then its weights are the ones to restore.</summary>
    public bool Add(double value)
    {
        bool improved = Best is not { } best ? !double.IsNaN(value) : rises ? value > best + leastChange : value < best - leastChange;
        (Best, Waited) = improved ? (value, 0) : (Best, Waited + 1);
        return improved;
    }

    public StateDict state_dict()
    {
        var state = new StateDict();
        state.Numbers["waited"] = Waited;
        if (Best is { } best)
            state.Numbers["best"] = best;
        return state;
    }

    public void load_state_dict(StateDict state)
    {
        // A run saved before it had any patience has waited for nothing.
        Waited = state.Numbers.TryGetValue("waited", out var waited) ? (int)waited : 0;
        Best = state.Numbers.TryGetValue("best", out var best) ? best : null;
    }
}
