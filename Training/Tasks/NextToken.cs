using ModelZoo.Datasets.Sets;
using ModelZoo.Training.Checkpoints;
using ModelZoo.Training.Metrics;
using static TorchSharp.torch.nn;

namespace ModelZoo.Training.Tasks;

/// <summary>A language model: the cross entropy of each next token.</summary>
/// <remarks>If a batch continues the one before, so does the network's state.</remarks>
public sealed class NextToken : ITask, IStateful, IDisposable
{
    private Tensor[] _state = [];

    public (string Name, bool Higher) Watched => ("loss", false);

    public IReadOnlyList<Metric> Metrics() => [new MeanLoss(), new Perplexity()];

    public Outcome Run(Module model, Batch batch)
    {
        var network = (Module<Tensor, Tensor[]?, (Tensor, Tensor[])>)model;
        bool continues = batch.Continues && model.training
            && _state is [var first, ..] && first.shape[^2] == batch.Count;
        var (scores, state) = network.call(batch.Inputs, continues ? _state : null);
        if (model.training)
            Keep(state);
        var loss = functional.cross_entropy(scores.flatten(0, 1), batch.Targets.flatten());    // (N T, vocabulary)
        return new Outcome
        {
            Loss = loss,
            Count = batch.Targets.numel(),
            Prediction = scores.transpose(1, 2),
            Target = batch.Targets,
        };
    }

    // Detached, so that gradients go back only to the start of the batch (truncated backpropagation through time).
    private void Keep(Tensor[] state)
    {
        var kept = Array.ConvertAll(state, part => part.detach().DetachFromDisposeScope());
        Dispose();
        _state = kept;
    }

    public StateDict state_dict() => new StateDict().AddList("", _state);

    public void load_state_dict(StateDict state)
    {
        Dispose();
        _state = state.CloneList("");
    }

    public void Dispose()
    {
        foreach (var part in _state)
            part.Dispose();
        _state = [];
    }
}
