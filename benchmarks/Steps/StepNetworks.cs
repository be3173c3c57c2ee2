using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Benchmarks.Steps;

/// <summary>Networks that only these benchmarks use, in exactly the shapes of peers/steps.py.</summary>
internal static class StepNetworks
{
    internal static Module<Tensor, Tensor> Torchvision(string name, int channels) =>
        (Module<Tensor, Tensor>)Zoo.Create($"torchvision/{name}", classes: 10, channels: channels);

    internal static Module<Tensor, Tensor> LeNetBatchNorm() => Sequential(
        Conv2d(1, 6, 5, padding: 2), BatchNorm2d(6), Sigmoid(), AvgPool2d(2),
        Conv2d(6, 16, 5), BatchNorm2d(16), Sigmoid(), AvgPool2d(2),
        Flatten(), Linear(400, 120), Sigmoid(), Linear(120, 84), Sigmoid(), Linear(84, 10));

    internal static Module<Tensor, Tensor> Autoencoder() => Sequential(
        Linear(784, 128), ReLU(), Linear(128, 32), ReLU(), Linear(32, 128), ReLU(), Linear(128, 784));
}

/// <summary>65 characters, an embedding of 128 numbers, one recurrent layer of 256 units.</summary>
internal sealed class CharacterModel : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> embed, output;
    private readonly Module<Tensor, Tensor?, (Tensor, Tensor)>? gru;
    private readonly Module<Tensor, (Tensor, Tensor)?, (Tensor, Tensor, Tensor)>? lstm;

    internal CharacterModel(bool gated) : base("character-model")
    {
        embed = Embedding(65, 128);
        gru = gated ? GRU(128, 256, batchFirst: true) : null;
        lstm = gated ? null : LSTM(128, 256, batchFirst: true);
        output = Linear(256, 65);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)                            // (N, T) of characters
    {
        var x = embed.call(input);                                          // (N, T, 128)
        x = gru is not null ? gru.call(x, null).Item1 : lstm!.call(x, null).Item1;
        return output.call(x).transpose(1, 2);                              // (N, 65, T)
    }
}

/// <summary>784-400-20-400-784 with logits at its end, as in PyTorch's example.</summary>
internal sealed class PlainVariational : Module<Tensor, (Tensor, Tensor, Tensor)>
{
    private readonly Module<Tensor, Tensor> encoder = Linear(784, 400);
    private readonly Module<Tensor, Tensor> mean = Linear(400, 20);
    private readonly Module<Tensor, Tensor> spread = Linear(400, 20);
    private readonly Module<Tensor, Tensor> decoder = Linear(20, 400);
    private readonly Module<Tensor, Tensor> output = Linear(400, 784);

    internal PlainVariational() : base("vae") => RegisterComponents();

    public override (Tensor, Tensor, Tensor) forward(Tensor input)
    {
        var hidden = encoder.call(input).relu();
        var (center, logVariance) = (mean.call(hidden), spread.call(hidden));
        var code = center + randn_like(center) * (0.5 * logVariance).exp();
        return (output.call(decoder.call(code).relu()), center, logVariance);
    }
}
