using System.Runtime.CompilerServices;

namespace ModelZoo.Training.Optimizers;

/// <summary>Weight decay of one step: added to the gradient (coupled, L2), or a shrinking of the weights apart from it (decoupled).</summary>
internal readonly struct Decay(ParameterGroup group)
{
    private readonly double _coupled = group.Is("decoupled") ? 0 : group["weight_decay"];
    private readonly double _shrink = group.Is("decoupled") ? 1 - group.lr * group["weight_decay"] : 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Apply<T>(ref T parameter, ref T gradient) where T : struct, INumbers<T>
    {
        if (_coupled != 0)
            gradient += parameter * _coupled;
        if (_shrink != 1)
            parameter *= _shrink;
    }
}
