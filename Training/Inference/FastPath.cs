using TorchSharp.Modules;

namespace ModelZoo.Training.Inference;

/// <summary>What only the LibTorch backend can spare a network that is not trained: random weights, and passes over its maps.</summary>
internal static class FastPath
{
#if LIBTORCH
    /// <summary>Networks that are made before it is disposed get their weights from a file, so none are drawn.</summary>
    internal static IDisposable? WithoutRandomWeights() => LibTorch.Initialization.Skip();

    internal static bool CanFold => true;

    /// <summary>Takes the norm out of the way, or puts it back.</summary>
    internal static void Pass(BatchNorm2d norm, bool through) => norm.Folded = through;
#else
    internal static IDisposable? WithoutRandomWeights() => null;

    internal static bool CanFold => false;

    internal static void Pass(BatchNorm2d norm, bool through) { }
#endif
}
