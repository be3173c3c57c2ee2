using ModelZoo.Datasets.Sets;
using ModelZoo.Training.Checkpoints;
using ModelZoo.Training.Metrics;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Training.Tasks;

/// <summary>A language model: cross entropy of each next token. The state is carried on where a batch continues the one before.</summary>
public sealed class NextToken : ITask, IStateful, IDisposable
{
    private Tensor[] _state = [];

    public (string Name, bool Higher) Watched => ("loss", false);

    public IReadOnlyList<Metric> Metrics() => [new MeanLoss(), new Perplexity()];

    public Outcome Run(Module model, Batch batch)
    {
        bool goesOn = batch.Continues && model.training && _state is [var first, ..] && first.shape[^2] == batch.Count;
        var (scores, state) = ((Module<Tensor, Tensor[]?, (Tensor, Tensor[])>)model).call(batch.Inputs, goesOn ? _state : null);
        if (model.training)
            Keep(state);
        var loss = functional.cross_entropy(scores.flatten(0, 1), batch.Targets.flatten());     // (N T, vocabulary), (N T)
        return new Outcome { Loss = loss, Count = batch.Targets.numel(), Prediction = scores.transpose(1, 2), Target = batch.Targets };
    }

    // Without its past: gradients go no further back than the batch (truncated backpropagation through time).
    private void Keep(Tensor[] state)
    {
        var kept = Array.ConvertAll(state, part => part.detach().DetachFromDisposeScope());
        Dispose();
        _state = kept;
    }

    public StateDict state_dict()
    {
        var saved = new StateDict();
        for (int i = 0; i < _state.Length; i++)
            saved.Tensors[$"{i}"] = _state[i];
        return saved;
    }

    public void load_state_dict(StateDict state)
    {
        Dispose();
        _state = [.. Enumerable.Range(0, state.Tensors.Count).Select(i => state.Tensors[$"{i}"].clone().DetachFromDisposeScope())];
    }

    public void Dispose()
    {
        foreach (var part in _state)
            part.Dispose();
        _state = [];
    }
}
