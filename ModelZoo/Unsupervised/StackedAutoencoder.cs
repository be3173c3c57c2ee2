// Stacked denoising autoencoder with greedy pre-training. Y. Bengio et al., "Greedy layer-wise training of deep networks", 2006;
// P. Vincent et al., "Stacked denoising autoencoders", 2010.
// The idea: each layer first learns alone to mend corrupted codes of the layers below it, then the whole is trained from there.

using ModelZoo.Parts;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Unsupervised;

/// <summary>Trained in stages: stage k maps images to the reconstruction of layer k's own input, from below layers that stand still.</summary>
public sealed class StackedAutoencoder : Module<Tensor, Tensor>, IAutoencoder, IStaged
{
    private readonly TorchSharp.Modules.ModuleList<Module<Tensor, Tensor>> encoders = new(), decoders = new();
    private readonly double[] corruptions;
    private readonly long channels, size;

    public StackedAutoencoder(long[] widths, double[] corruptions, long channels = 1, long size = 28) : base("stacked-autoencoder")
    {
        (this.corruptions, this.channels, this.size) = (corruptions, channels, size);
        var below = channels * size * size;
        foreach (var width in widths)
        {
            encoders.Add(Sequential(Linear(below, width), Sigmoid()));
            decoders.Add(Sequential(Linear(width, below), Sigmoid()));
            below = width;
        }
        RegisterComponents();
        Initialize.Xavier(this);
    }

    public int Stages => encoders.Count;

    /// <summary>The input of layer k and its reconstruction from a corrupted copy: what stage k makes equal.</summary>
    public (Tensor target, Tensor reconstruction) Stage(int k, Tensor input)
    {
        Tensor target;
        using (no_grad())
            target = Encode(input, k);
        var code = encoders[k].call(DenoisingAutoencoder.Corrupt(target, corruptions[k]));
        return (target, decoders[k].call(code));
    }

    private Tensor Encode(Tensor input, int layers)
    {
        Expect.Image(input, GetName(), channels, size, side => side);
        return encoders.Take(layers).Aggregate(input.flatten(1), (x, layer) => layer.call(x));
    }

    public Tensor Encode(Tensor input) => Encode(input, Stages);

    public Tensor Decode(Tensor code) =>
        decoders.Reverse().Aggregate(code, (x, layer) => layer.call(x)).view(-1, channels, size, size);

    public override Tensor forward(Tensor input) => Decode(Encode(input));  // (N, channels, 28, 28) to (N, code) and back
}
