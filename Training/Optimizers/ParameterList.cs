namespace ModelZoo.Training.Optimizers;

/// <summary>Parameters that change together: of one type, on one device, at the same step.</summary>
internal sealed class ParameterList(int count, int states)
{
    internal Tensor[] Parameters { get; } = new Tensor[count];

    /// <summary>Gradients and states have the memory layout of their parameters.</summary>
    internal Tensor[] Gradients { get; } = new Tensor[count];

    /// <summary>One list for each kind of state, in the order in which the optimizer names them.</summary>
    internal Tensor[][] States { get; } = [.. Enumerable.Range(0, states).Select(_ => new Tensor[count])];

    /// <summary>From 1.</summary>
    internal long Step { get; set; }

    /// <summary>The step as libtorch's fused operators take it: a number on the parameters' device.</summary>
    internal Tensor StepTensor() => tensor((float)Step, float32, Parameters[0].device);
}
