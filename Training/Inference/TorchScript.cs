using static TorchSharp.torch;

namespace ModelZoo.Training.Inference;

/// <summary>The seam to libtorch's tracer.</summary>
internal static class TorchScript
{
    internal static void Save(string path, nn.Module network, Tensor[] inputs, Func<Tensor> forward) =>
        throw new RecipeException("--format torchscript needs the LibTorch backend: TorchSharp has no tracer; --format safetensors works with both.");
}
