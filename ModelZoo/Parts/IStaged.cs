using static TorchSharp.torch;

namespace ModelZoo.Parts;

/// <summary>A network whose layers are each trained alone, from the input up, before the whole is.</summary>
public interface IStaged
{
    int Stages { get; }

    /// <summary>The input of layer k, from layers below that stand still, and its reconstruction: what stage k makes equal.</summary>
    (Tensor target, Tensor reconstruction) Stage(int k, Tensor input);
}
