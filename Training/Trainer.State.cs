using static TorchSharp.torch;

namespace ModelZoo.Training;

public sealed partial class Trainer
{
    /// <summary>All that the next step depends on, but for the model's own state_dict and the loader's position.</summary>
    public StateDict state_dict()
    {
        var state = new StateDict();
        state.Add("optimizer.", optimizer.state_dict());
        state.Add("train.", _train.state_dict());
        if (schedule is not null)
            state.Add("schedule.", schedule.state_dict());
        if (task is IStateful carried)
            state.Add("task.", carried.state_dict());
        foreach (var (name, generator) in Generators())
            state.Tensors[$"random.{name}"] = generator.get_state();
        return state;
    }

    public void load_state_dict(StateDict state, TrainerState position)
    {
        Attach();
        optimizer.load_state_dict(state.Under("optimizer."));
        _train.load_state_dict(state.Under("train."));
        schedule?.load_state_dict(state.Under("schedule."));
        (task as IStateful)?.load_state_dict(state.Under("task."));
        foreach (var (name, generator) in Generators())
            if (state.Tensors.TryGetValue($"random.{name}", out var saved))
                generator.set_state(saved);
        State = position;
    }

    // Dropout and sampling draw from the default generators; orders of data have seeds of their own.
    private IEnumerable<(string, Generator)> Generators()
    {
        yield return ("cpu", Generator.Default);
#if LIBTORCH
        if (model.parameters().FirstOrDefault()?.device is { type: TorchSharp.DeviceType.CUDA } device)
            yield return ("cuda", Generator.DefaultOf(device));
#endif
    }
}
