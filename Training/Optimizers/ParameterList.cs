using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>Parameters that are changed together: of one type, on one device, at the same step.</summary>
internal sealed class ParameterList(int count, int states)
{
    internal Tensor[] Parameters { get; } = new Tensor[count];
    /// <summary>Each with its elements in memory as those of its parameter, and so are the states.</summary>
    internal Tensor[] Gradients { get; } = new Tensor[count];
    /// <summary>For each kind of state one list, in the order that the optimizer names them.</summary>
    internal Tensor[][] States { get; } = [.. Enumerable.Range(0, states).Select(_ => new Tensor[count])];
    /// <summary>1 at first.</summary>
    internal long Step { get; set; }

    /// <summary>
    /// The step as libtorch's fused operators want it: a number on the parameters' device. It belongs to the current
    /// scope.
    /// </summary>
    internal Tensor StepTensor() => tensor((float)Step, float32, Parameters[0].device);
}
