using ModelZoo.Training.Checkpoints;
using ModelZoo.Training.Metrics;
using ModelZoo.Training.Optimizers;
using ModelZoo.Training.Regularization;
using ModelZoo.Training.Schedules;
using ModelZoo.Training.Tasks;

namespace ModelZoo.Training;

/// <summary>The parts of a training that a checkpoint keeps, each under a prefix, and the random generator.</summary>
internal sealed class SavedParts : IStateful
{
    // Dropout and sampling draw from the default generator. The loader's order has a seed of its own.
    private const string Random = "random.cpu";

    private readonly List<(string Prefix, IStateful Part)> _parts = [];

    internal SavedParts(Optimizer optimizer, IReadOnlyList<Metric> train, Schedule? schedule, EarlyStopping patience,
        ITask task, LossScaler? scaler, TrainerOptions options)
    {
        Add("optimizer.", optimizer);
        for (int i = 0; i < train.Count; i++)
            Add($"train.{i}.", train[i]);
        Add("schedule.", schedule);
        Add("patience.", patience);
        Add("task.", task as IStateful);
        Add("scaler.", scaler);
        Add("average.", options.Average);
        for (int i = 0; i < options.GradientChanges.Count; i++)
            Add($"gradients.{i}.", options.GradientChanges[i]);
        for (int i = 0; i < options.WeightChanges.Count; i++)
            Add($"weights.{i}.", options.WeightChanges[i]);
    }

    private void Add(string prefix, IStateful? part)
    {
        if (part is not null)
            _parts.Add((prefix, part));
    }

    public StateDict state_dict()
    {
        var state = new StateDict();
        foreach (var (prefix, part) in _parts)
            state.Add(prefix, part.state_dict());
        state.Tensors[Random] = Generator.Default.get_state();
        return state;
    }

    public void load_state_dict(StateDict state)
    {
        foreach (var (prefix, part) in _parts)
            part.load_state_dict(state.Under(prefix));
        if (state.Tensors.TryGetValue(Random, out var saved))
            Generator.Default.set_state(saved);
    }
}
