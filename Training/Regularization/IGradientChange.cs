using ModelZoo.Training.Checkpoints;
using static TorchSharp.torch;

namespace ModelZoo.Training.Regularization;

/// <summary>What is done to the gradients between backward and the optimizer's step; reads nothing from the device.</summary>
public interface IGradientChange : IStateful
{
    void Apply(IReadOnlyList<Tensor> parameters);

    StateDict IStateful.state_dict() => new();
    void IStateful.load_state_dict(StateDict state) { }
}

/// <summary>What is done to the weights after the optimizer's step; reads nothing from the device.</summary>
public interface IWeightChange : IStateful
{
    void Apply(IReadOnlyList<Tensor> parameters);

    StateDict IStateful.state_dict() => new();
    void IStateful.load_state_dict(StateDict state) { }
}
