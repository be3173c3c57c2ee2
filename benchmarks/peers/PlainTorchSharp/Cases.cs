using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.functional;

namespace PlainTorchSharp;

/// <summary>Networks, optimizers and batches, in the shapes of peers/steps.py.</summary>
internal static class Cases
{
    internal static Action Prepare(string name) => name switch
    {
        "softmax" => Classifier(Sequential(Flatten(), Linear(784, 10)), Sgd(0.1), 256, 1, 28),
        "mlp-sgd" => Classifier(Mlp(), Sgd(0.1), 256, 1, 28),
        "mlp-adam" => Classifier(Mlp(), Adam, 256, 1, 28),
        "lenet" => Classifier(LeNet(norm: false), Sgd(0.9), 256, 1, 28),
        "lenet-bn" => Classifier(LeNet(norm: true), Sgd(0.9), 256, 1, 28),
        "resnet18-28" => Classifier(ResNet18(channels: 1), Adam, 128, 1, 28),
        "resnet18-96" => Classifier(ResNet18(channels: 3), Adam, 32, 3, 96),
        "googlenet-96" => Classifier(
            torchvision.models.googlenet(num_classes: 10, transform_input: false), Sgd(0.1), 32, 3, 96),
        "lstm" => Characters(gated: false),
        "gru" => Characters(gated: true),
        "autoencoder" => Autoencoder(),
        "vae" => VariationalAutoencoder(),
        _ => throw new ArgumentException($"There is no case '{name}'."),
    };

    private static Func<IEnumerable<Parameter>, optim.Optimizer> Sgd(double rate) =>
        parameters => optim.SGD(parameters, rate);

    private static optim.Optimizer Adam(IEnumerable<Parameter> parameters) => optim.Adam(parameters, 1e-3);

    private static Action Train(nn.Module network, optim.Optimizer optimizer, Func<Tensor> loss)
    {
        void Step()
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            loss().backward();
            optimizer.step();
        }
        network.train();
        for (int i = 0; i < 3; i++)
            Step();
        return Step;
    }

    private static Action Classifier(Module<Tensor, Tensor> network,
        Func<IEnumerable<Parameter>, optim.Optimizer> optimizer, int batch, int channels, int size)
    {
        Tensor images = rand(batch, channels, size, size), labels = randint(10, [batch]);
        return Train(network, optimizer(network.parameters()), () => cross_entropy(network.call(images), labels));
    }

    private static Action Characters(bool gated)
    {
        var network = new CharacterModel(gated);
        Tensor input = randint(65, [32, 64]), next = randint(65, [32, 64]);
        return Train(network, Adam(network.parameters()), () => cross_entropy(network.call(input), next));
    }

    private static Action Autoencoder()
    {
        var network = Sequential(
            Linear(784, 128), ReLU(), Linear(128, 32), ReLU(), Linear(32, 128), ReLU(), Linear(128, 784));
        var images = rand(256, 784);
        return Train(network, Adam(network.parameters()),
            () => binary_cross_entropy_with_logits(network.call(images), images));
    }

    private static Action VariationalAutoencoder()
    {
        var network = new Variational();
        var images = rand(256, 784);
        return Train(network, Adam(network.parameters()), () =>
        {
            var (output, mean, logVariance) = network.call(images);
            var divergence = -0.5 * (1 + logVariance - mean.pow(2) - logVariance.exp()).sum();
            return (binary_cross_entropy_with_logits(output, images, reduction: Reduction.Sum) + divergence) / 256;
        });
    }

    private static Sequential Mlp() => Sequential(Flatten(), Linear(784, 256), ReLU(), Linear(256, 10));

    private static Sequential LeNet(bool norm)
    {
        Module<Tensor, Tensor>[] Between(long maps) => norm ? [BatchNorm2d(maps)] : [];
        return Sequential(
        [
            Conv2d(1, 6, 5, padding: 2), .. Between(6), Sigmoid(), AvgPool2d(2),
            Conv2d(6, 16, 5), .. Between(16), Sigmoid(), AvgPool2d(2),
            Flatten(), Linear(400, 120), Sigmoid(), Linear(120, 84), Sigmoid(), Linear(84, 10),
        ]);
    }

    // TorchVision's first layer takes three channels.
    private static Sequential ResNet18(int channels)
    {
        var rest = torchvision.models.resnet18(num_classes: 10).children().Skip(1).Cast<Module<Tensor, Tensor>>();
        return Sequential([Conv2d(channels, 64, 7, stride: 2, padding: 3, bias: false), .. rest]);
    }
}

/// <summary>65 characters, an embedding of 128 numbers, one recurrent layer of 256 units.</summary>
internal sealed class CharacterModel : Module<Tensor, Tensor>
{
    private readonly Embedding embed = Embedding(65, 128);
    private readonly Linear output = Linear(256, 65);
    private readonly GRU? gru;
    private readonly LSTM? lstm;

    internal CharacterModel(bool gated) : base("characters")
    {
        if (gated)
            gru = GRU(128, 256, batchFirst: true);
        else
            lstm = LSTM(128, 256, batchFirst: true);
        RegisterComponents();
    }

    public override Tensor forward(Tensor text)
    {
        var x = embed.call(text);
        x = gru is not null ? gru.call(x, null).Item1 : lstm!.call(x, null).Item1;
        return output.call(x).transpose(1, 2);
    }
}

/// <summary>784-400-20-400-784 with logits at its end.</summary>
internal sealed class Variational : Module<Tensor, (Tensor, Tensor, Tensor)>
{
    private readonly Linear encoder = Linear(784, 400), mean = Linear(400, 20), spread = Linear(400, 20);
    private readonly Linear decoder = Linear(20, 400), output = Linear(400, 784);

    internal Variational() : base("variational") => RegisterComponents();

    public override (Tensor, Tensor, Tensor) forward(Tensor images)
    {
        var hidden = relu(encoder.call(images));
        Tensor center = mean.call(hidden), logVariance = spread.call(hidden);
        var code = center + randn_like(center) * (0.5 * logVariance).exp();
        return (output.call(relu(decoder.call(code))), center, logVariance);
    }
}
