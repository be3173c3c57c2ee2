using ModelZoo.Datasets.Sets;
using ModelZoo.Training.Checkpoints;
using static TorchSharp.torch;

namespace ModelZoo.Training;

public sealed partial class Trainer
{
    /// <summary>All that the next step depends on, but for the model's own state_dict and the loader's position.</summary>
    public StateDict state_dict()
    {
        Attach();
        var state = new StateDict();
        state.Add("optimizer.", optimizer.state_dict());
        state.Add("train.", _train.state_dict());
        if (schedule is not null)
            state.Add("schedule.", schedule.state_dict());
        foreach (var (name, part) in Parts())
            state.Add(name, part.state_dict());
        foreach (var (name, generator) in Generators(model))
            state.Tensors[$"random.{name}"] = generator.get_state();
        return state;
    }

    public void load_state_dict(StateDict state, TrainerState position)
    {
        Attach();
        optimizer.load_state_dict(state.Under("optimizer."));
        _train.load_state_dict(state.Under("train."));
        schedule?.load_state_dict(state.Under("schedule."));
        foreach (var (name, part) in Parts())
            part.load_state_dict(state.Under(name));
        foreach (var (name, generator) in Generators(model))
            if (state.Tensors.TryGetValue($"random.{name}", out var saved))
                generator.set_state(saved);
        State = position;
    }

    private IEnumerable<(string, IStateful)> Parts()
    {
        yield return ("patience.", _patience);
        if (task is IStateful carried)
            yield return ("task.", carried);
        if (_scaler is not null)
            yield return ("scaler.", _scaler);
        if (_options.Average is { } average)
            yield return ("average.", average);
        for (int i = 0; i < _options.GradientChanges.Count; i++)
            yield return ($"gradients.{i}.", _options.GradientChanges[i]);
        for (int i = 0; i < _options.WeightChanges.Count; i++)
            yield return ($"weights.{i}.", _options.WeightChanges[i]);
    }

    // TorchSharp cannot read a CUDA generator's state. So each update seeds it by its number, and a resumed run draws what it would have drawn.
    private void BeginUpdate(Batch batch)
    {
        const long stride = 1_000_003;   // apart from the seeds that a user tries
        optimizer.zero_grad();
        if (batch.Inputs.device_type == TorchSharp.DeviceType.CUDA)
            cuda.manual_seed(Generator.Default.initial_seed() * stride + State.Step);
    }

    // Dropout and sampling draw from the default generators; orders of data have seeds of their own.
    private static IEnumerable<(string, Generator)> Generators(nn.Module model)
    {
        yield return ("cpu", Generator.Default);
    }
}
