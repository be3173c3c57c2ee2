using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>What one call of an optimizer's formula works on: a line of numbers and what belongs to them.</summary>
public readonly ref struct Slice
{
    private readonly Run _run;
    private readonly long _start, _length;

    internal Slice(Run run, ParameterGroup group, Tensor parameter, Tensor gradient, long start, long length, long step) =>
        (_run, Group, Parameter, Gradient, _start, _length, Step) = (run, group, parameter, gradient, start, length, step);

    public ParameterGroup Group { get; }
    /// <summary>Changed in place.</summary>
    public Tensor Parameter { get; }
    /// <summary>Read only: it is the parameter's own gradient.</summary>
    public Tensor Gradient { get; }
    /// <summary>1 at the first step.</summary>
    public long Step { get; }

    /// <summary>The state of that name, changed in place; all zero before the first step.</summary>
    public Tensor this[string name] => State(name);

    public Tensor State(string name, double initial = 0) => _run.State(name, initial).narrow(0, _start, _length);

    internal Slice With(Tensor gradient) => new(_run, Group, Parameter, gradient, _start, _length, Step);
}
