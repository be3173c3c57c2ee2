using ModelZoo.Training.Names;
using TorchSharp.Modules;

namespace ModelZoo.Training;

/// <summary>Keeps what layers compute until backward, or recomputes it there, to save memory.</summary>
/// <remarks>T. Chen et al., "Training deep nets with sublinear memory cost", 2016.</remarks>
internal static class Activations
{
    internal const string Keep = "keep", Recompute = "recompute";

    internal static string[] Names => [Keep, Recompute];

    // Chains with fewer layers are not divided.
    private const int LongChain = 8;

    internal static void Apply(nn.Module network, string how)
    {
        if (how == Recompute && Mark(network) == 0)
            throw new RecipeException("--activations recompute needs a network of blocks, and "
                + $"{network.GetName()} has none: omit the option.");
    }

    // A part is a block as the paper has it: a module with layers of its own that is not a mere list of blocks.
    private static int Mark(nn.Module network)
    {
        int parts = 0;
        foreach (var child in network.children())
        {
            bool isList = child is Sequential or not nn.Module<Tensor, Tensor>;
            if (isList && child.children().Any(part => part.children().Any()))
                parts += Mark(child);
            else if (child is nn.Module<Tensor, Tensor> block && child.children().Any())
                parts += MarkBlock(block);
            else if (isList)
                parts += Mark(child);
        }
        return parts;
    }

    // Memory is lowest with about as many parts as there are layers in each.
    private static int MarkBlock(nn.Module<Tensor, Tensor> block)
    {
        nn.Module<Tensor, Tensor>[] layers = [.. block.children().OfType<nn.Module<Tensor, Tensor>>()];
        bool isChain = block is Sequential && layers.Length >= LongChain && layers.Distinct().Count() == layers.Length;
        var parts = isChain ? layers.Chunk((int)Math.Ceiling(Math.Sqrt(layers.Length))).ToArray() : [[block]];
        foreach (var part in parts)
            Recomputation.Mark(part);
        return parts.Length;
    }
}
