using static TorchSharp.torch;

namespace ModelZoo.Training.Calibration;

/// <summary>The order of a convolution's numbers in memory. Weights decide: the images that pass them take their order over.</summary>
public static class MemoryLayout
{
    public const string Contiguous = "contiguous", ChannelsLast = "channels-last";

    /// <summary>Whether the network has anything that could lie otherwise.</summary>
    public static bool Matters(nn.Module network) => Kernels(network).Any();

#if LIBTORCH
    private const long ChannelsLastFormat = 2, ContiguousFormat = 0;

    public static void Apply(nn.Module network, string layout)
    {
        using var scope = NewDisposeScope();
        using var unrecorded = no_grad();
        foreach (var weight in Kernels(network))
            LibTorch.Operators.CallVoid("set_data", weight, LibTorch.Operators.Call("contiguous", weight, layout == ChannelsLast ? ChannelsLastFormat : ContiguousFormat));
    }
#else
    // TorchSharp has no memory formats: everything stays as it is made.
    public static void Apply(nn.Module network, string layout) { }
#endif

    private static IEnumerable<Tensor> Kernels(nn.Module network) => network.parameters().Where(parameter => parameter.dim() == 4);
}
