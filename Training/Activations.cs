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

#if LIBTORCH
    // Shorter chains of layers are one part.
    private const int LongChain = 8;

    // Parts are the blocks of the paper: what has layers of its own and is no mere list of blocks. A long list of layers is cut into
    // about as many parts as each has layers, which needs the least memory.
    private static int Mark(nn.Module network)
    {
        int parts = 0;
        foreach (var child in network.children())
        {
            bool isList = child is TorchSharp.Modules.Sequential or not nn.Module<Tensor, Tensor>;
            if (isList && child.children().Any(part => part.children().Any()))
                parts += Mark(child);
            else if (child is nn.Module<Tensor, Tensor> && child.children().Any())
                parts += child.Recomputed = child is TorchSharp.Modules.Sequential { Count: >= LongChain } chain ? (int)Math.Ceiling(Math.Sqrt(chain.Count)) : 1;
            else if (isList)
                parts += Mark(child);
        }
        return parts;
    }
#else
    private static int Mark(nn.Module network) => throw new RecipeException("--activations recompute needs the LibTorch backend: TorchSharp cannot run a part of a network again.");
#endif
}
