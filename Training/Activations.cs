using ModelZoo.Training.Names;
using static TorchSharp.torch;

namespace ModelZoo.Training;

/// <summary>What forward makes takes most of a deep network's memory: kept until backward, or made again there, a part of the network at a time.</summary>
/// <remarks>T. Chen, B. Xu, C. Zhang, C. Guestrin, "Training deep nets with sublinear memory cost", 2016.</remarks>
public static class Activations
{
    public const string Keep = "keep", Recompute = "recompute";

    public static string[] Names => [Keep, Recompute];

    public static void Apply(nn.Module network, string how)
    {
        if (how == Recompute && Mark(network) == 0)
            throw new RecipeException($"--activations recompute needs a network of blocks, and {network.GetName()} has none: leave the option away.");
    }

    // Shorter chains of layers are one part.
    private const int LongChain = 8;

    // Parts are the blocks of the paper: what has layers of its own and is no mere list of blocks.
    private static int Mark(nn.Module network)
    {
        int parts = 0;
        foreach (var child in network.children())
        {
            bool isList = child is TorchSharp.Modules.Sequential or not nn.Module<Tensor, Tensor>;
            if (isList && child.children().Any(part => part.children().Any()))
                parts += Mark(child);
            else if (child is nn.Module<Tensor, Tensor> block && child.children().Any())
                parts += MarkBlock(block);
            else if (isList)
                parts += Mark(child);
        }
        return parts;
    }

    // About as many parts as each has layers needs the least memory.
    private static int MarkBlock(nn.Module<Tensor, Tensor> block)
    {
        nn.Module<Tensor, Tensor>[] layers = [.. block.children().OfType<nn.Module<Tensor, Tensor>>()];
        bool isChain = block is TorchSharp.Modules.Sequential && layers.Length >= LongChain && layers.Distinct().Count() == layers.Length;
        var parts = isChain ? layers.Chunk((int)Math.Ceiling(Math.Sqrt(layers.Length))).ToArray() : [[block]];
        foreach (var part in parts)
            Recomputation.Mark(part);
        return parts.Length;
    }
}
