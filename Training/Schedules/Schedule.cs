using ModelZoo.Training.Checkpoints;
using ModelZoo.Training.Optimizers;

namespace ModelZoo.Training.Schedules;

/// <summary>Sets the learning rate of every group of an optimizer, after each step or after each epoch.</summary>
public abstract class Schedule : IStateful
{
    private Optimizer? _optimizer;
    private double[] _initial = [];

    /// <summary>Whether its position counts epochs instead of steps.</summary>
    public bool PerEpoch { get; init; }

    /// <summary>The number of steps or epochs so far.</summary>
    public long Position { get; private set; }

    protected IReadOnlyList<ParameterGroup> Groups => _optimizer?.param_groups
        ?? throw new InvalidOperationException("The schedule has no optimizer yet: call Attach first.");

    /// <summary>The learning rate at a position, for a group whose rate was `initial` at first.</summary>
    protected abstract double Rate(double initial, long position);

    /// <summary>Takes over the groups' rates as the initial ones, and sets those of the first step.</summary>
    public virtual void Attach(Optimizer optimizer)
    {
        _optimizer = optimizer;
        _initial = [.. optimizer.param_groups.Select(group => group.lr)];
        Position = 0;
        Apply();
    }

    /// <summary>Called after every update of the weights.</summary>
    public virtual void StepEnd()
    {
        if (!PerEpoch)
            Advance();
    }

    /// <summary>Called after every epoch, with the loss or metric to watch if there is one.</summary>
    public virtual void EpochEnd(double? watched = null)
    {
        if (PerEpoch)
            Advance();
    }

    /// <summary>Sets the groups' rates to those of the current position.</summary>
    protected internal virtual void Apply()
    {
        for (int i = 0; i < _initial.Length; i++)
            Groups[i].lr = Rate(_initial[i], Position);
    }

    /// <summary>Goes on from the current position as if every group's first rate had been this one.</summary>
    internal void Restart(double initial)
    {
        Array.Fill(_initial, initial);
        Apply();
    }

    protected void Advance()
    {
        Position++;
        Apply();
    }

    public virtual StateDict state_dict()
    {
        var state = new StateDict { ["position"] = Position };
        for (int i = 0; i < _initial.Length; i++)
            state[$"initial.{i}"] = _initial[i];
        return state;
    }

    /// <summary>Restores position and rates. Call Attach before.</summary>
    public virtual void load_state_dict(StateDict state)
    {
        Position = (long)state["position"];
        for (int i = 0; i < _initial.Length; i++)
            _initial[i] = state[$"initial.{i}"];
        Apply();
    }
}
