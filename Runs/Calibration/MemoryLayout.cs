using ModelZoo.LibTorch.Operators;
using static TorchSharp.torch;

namespace ModelZoo.Runs.Calibration;

/// <summary>The memory layout of convolutions. Images take over the layout of the weights that they meet.</summary>
public static class MemoryLayout
{
    /// <summary>Auto leaves the choice to <see cref="Calibrator"/>.</summary>
    public const string Auto = "auto", Contiguous = "contiguous", ChannelsLast = "channels-last";

    public static string[] Names => [Auto, Contiguous, ChannelsLast];

    /// <summary>Whether the network has convolutions.</summary>
    public static bool Matters(nn.Module network) => Kernels(network).Any();

    public static void Apply(nn.Module network, string layout)
    {
        foreach (var weight in Kernels(network))
            MemoryFormats.Set(weight, layout == ChannelsLast ? MemoryFormat.ChannelsLast : MemoryFormat.Contiguous);
    }

    private static IEnumerable<Tensor> Kernels(nn.Module network) =>
        network.parameters().Where(parameter => parameter.dim() == 4);
}
