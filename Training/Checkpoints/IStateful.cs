namespace ModelZoo.Training.Checkpoints;

/// <summary>What a checkpoint saves and restores.</summary>
public interface IStateful
{
    StateDict state_dict();
    void load_state_dict(StateDict state);
}
