namespace ModelZoo.Training;

/// <summary>Number formats that only some backends have.</summary>
internal static class Precision
{
#if LIBTORCH
    internal static IDisposable BFloat16() => LibTorch.Autocast.BFloat16();
#else
    internal static IDisposable BFloat16() =>
        throw new RecipeException("--precision bf16 needs the LibTorch backend: TorchSharp has no autocast.");
#endif
}
