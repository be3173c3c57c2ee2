using TorchSharp.Modules;

namespace ModelZoo.Training.Inference;

/// <summary>What only the LibTorch backend can spare a network that is not trained: random weights, and passes over its maps.</summary>
internal static class FastPath
{
    internal static IDisposable? WithoutRandomWeights() => null;

    internal static bool CanFold => false;

    internal static void Pass(BatchNorm2d norm, bool through) { }
}
