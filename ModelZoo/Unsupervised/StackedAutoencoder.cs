// Stacked denoising autoencoder with greedy pre-training. Y. Bengio et al., "Greedy layer-wise training of deep
// networks", 2006; P. Vincent et al., "Stacked denoising autoencoders", 2010.
// Idea: each layer first learns alone to repair corrupted codes of the layers below it. Then the whole is trained.

namespace ModelZoo.Unsupervised;

/// <summary>Stage k of the training reconstructs the input of layer k. The layers below do not change in it.</summary>
public sealed class StackedAutoencoder : ImageNetwork, IAutoencoder, IStaged
{
    private readonly TorchSharp.Modules.ModuleList<Module<Tensor, Tensor>> encoders = new(), decoders = new();
    private readonly double[] corruptions;
    private readonly long channels, size;

    public StackedAutoencoder(long[] widths, double[] corruptions, long channels = 1, long size = 28)
        : base("stacked-autoencoder", channels, size, side => side)
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

    /// <summary>The input of layer k, and its reconstruction from a corrupted copy.</summary>
    public (Tensor target, Tensor reconstruction) Stage(int k, Tensor input)
    {
        Tensor target;
        using (no_grad())
            target = Encode(input, k);
        var code = encoders[k].call(DenoisingAutoencoder.Corrupt(target, corruptions[k]));
        return (target, decoders[k].call(code));
    }

    private Tensor Encode(Tensor input, int layers) =>
        encoders.Take(layers).Aggregate(Checked(input).flatten(1), (x, layer) => layer.call(x));

    public Tensor Encode(Tensor input) => Encode(input, Stages);            // (N, channels, 28, 28) to (N, code)

    public Tensor Decode(Tensor code) =>
        decoders.Reverse().Aggregate(code, (x, layer) => layer.call(x)).view(-1, channels, size, size);

    public override Tensor forward(Tensor input) => Decode(Encode(input));
}
