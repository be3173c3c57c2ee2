using ModelZoo.LibTorch.Operators;
using static TorchSharp.torch;

namespace ModelZoo.Runs.Calibration;

/// <summary>The order of a convolution's numbers in memory. Weights decide: the images that pass them take their order over.</summary>
public static class MemoryLayout
{
    public const string Contiguous = "contiguous", ChannelsLast = "channels-last";

    /// <summary>Whether the network has anything that could lie otherwise.</summary>
    public static bool Matters(nn.Module network) => Kernels(network).Any();

    public static void Apply(nn.Module network, string layout)
    {
        foreach (var weight in Kernels(network))
            MemoryFormats.Set(weight, layout == ChannelsLast ? MemoryFormat.ChannelsLast : MemoryFormat.Contiguous);
    }

    private static IEnumerable<Tensor> Kernels(nn.Module network) => network.parameters().Where(parameter => parameter.dim() == 4);
}
