using ModelZoo.Training.Checkpoints;
using static TorchSharp.torch;

namespace ModelZoo.Training.Regularization;

/// <summary>A change of the gradients between backward and the optimizer's step. It must not read the device.</summary>
public interface IGradientChange : IStateful
{
    void Apply(IReadOnlyList<Tensor> parameters);

    StateDict IStateful.state_dict() => new();
    void IStateful.load_state_dict(StateDict state) { }
}

/// <summary>A change of the weights after the optimizer's step. It must not read the device.</summary>
public interface IWeightChange : IStateful
{
    void Apply(IReadOnlyList<Tensor> parameters);

    StateDict IStateful.state_dict() => new();
    void IStateful.load_state_dict(StateDict state) { }
}
