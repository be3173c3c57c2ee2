using static TorchSharp.torch;

namespace ModelZoo.Training;

/// <summary>What forward makes takes most of a deep network's memory: kept until backward, or made again there, a part of the network at a time.</summary>
/// <remarks>T. Chen, B. Xu, C. Zhang, C. Guestrin, "Training deep nets with sublinear memory cost", 2016.</remarks>
public static class Activations
{
    public const string Keep = "keep", Recompute = "recompute";

    public static void Apply(nn.Module network, string how)
    {
        if (how == Recompute && Mark(network) == 0)
            throw new RecipeException($"--activations recompute needs a network of blocks, and {network.GetName()} has none: leave the option away.");
    }

    private static int Mark(nn.Module network) => throw new RecipeException("--activations recompute needs the LibTorch backend: TorchSharp cannot run a part of a network again.");
}
