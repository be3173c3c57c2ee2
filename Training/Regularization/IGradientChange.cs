using ModelZoo.Training.Checkpoints;

namespace ModelZoo.Training.Regularization;

/// <summary>A change of the gradients between backward and the optimizer's step. It must not read the device.</summary>
public interface IGradientChange : IStateful
{
    void Apply(IReadOnlyList<Tensor> parameters);
}

/// <summary>A change of the weights after the optimizer's step. It must not read the device.</summary>
public interface IWeightChange : IStateful
{
    void Apply(IReadOnlyList<Tensor> parameters);
}
