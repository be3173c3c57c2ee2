using ModelZoo.Training;
using ModelZoo.Training.Names;
using ModelZoo.Training.Optimizers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Cli.Bench;

/// <summary>One kind of training step: what it trains and on what. The batch stays the same, nothing is read from disk.</summary>
public sealed record StepCase(string Name, Func<StepSubject> Build)
{
    /// <summary>Classifiers, autoencoders and language models in the sizes that learners train, a row each.</summary>
    public static IReadOnlyList<StepCase> All { get; } =
    [
        Classifier("softmax", () => Zoo.Create("softmax"), ps => new SGD(ps, 0.1), 256, 1, 28),
        Classifier("mlp-sgd", () => Zoo.Create("mlp"), ps => new SGD(ps, 0.1), 256, 1, 28),
        Classifier("mlp-adam", () => Zoo.Create("mlp"), ps => new Adam(ps, 1e-3), 256, 1, 28),
        Classifier("lenet", () => Zoo.Create("lenet"), ps => new SGD(ps, 0.9), 256, 1, 28),
        Classifier("lenet-bn", StepNetworks.LeNetBatchNorm, ps => new SGD(ps, 0.9), 256, 1, 28),
        Classifier("resnet18-28", () => Zoo.Create("torchvision/resnet18", classes: 10, channels: 1), ps => new Adam(ps, 1e-3), 128, 1, 28),
        Classifier("resnet18-96", () => Zoo.Create("torchvision/resnet18", classes: 10, channels: 3), ps => new Adam(ps, 1e-3), 32, 3, 96),
        Classifier("googlenet-96", () => Zoo.Create("torchvision/googlenet", classes: 10, channels: 3), ps => new SGD(ps, 0.1), 32, 3, 96),
        Characters("lstm", gated: false),
        Characters("gru", gated: true),
        new("autoencoder", () =>
        {
            var (net, images) = (StepNetworks.Autoencoder(), rand(256, 784));
            return new(net, new Adam(net.parameters(), 1e-3), () => functional.binary_cross_entropy_with_logits(net.call(images), images), [images]);
        }),
        new("vae", () =>
        {
            var (net, images) = (new PlainVariational(), rand(256, 784));
            return new(net, new Adam(net.parameters(), 1e-3), () =>
            {
                var (output, mean, logVariance) = net.call(images);
                var divergence = (1 + logVariance - mean.pow(2) - logVariance.exp()).sum() * -0.5;
                return (functional.binary_cross_entropy_with_logits(output, images, reduction: Reduction.Sum) + divergence) / images.shape[0];
            }, [images]);
        }),
    ];

    public static StepCase Find(string name) => All.Concat(WorkCase.All).FirstOrDefault(known => known.Name == name)
        ?? throw new RecipeException($"There is no case '{name}' to measure: there are {string.Join(", ", All.Concat(WorkCase.All).Select(known => known.Name))}.");

    private static StepCase Classifier(string name, Func<Module> create, Func<IEnumerable<TorchSharp.Modules.Parameter>, Optimizer> optimizer, int batch, int channels, int size) => new(name, () =>
    {
        var net = (Module<Tensor, Tensor>)create();
        Tensor images = rand(batch, channels, size, size), labels = randint(10, [batch]);
        return new(net, optimizer(net.parameters()), () => functional.cross_entropy(net.call(images), labels), [images, labels]);
    });

    private static StepCase Characters(string name, bool gated) => new(name, () =>
    {
        var net = new CharacterModel(gated);
        Tensor input = randint(65, [32, 64]), next = randint(65, [32, 64]);
        return new(net, new Adam(net.parameters(), 1e-3), () => functional.cross_entropy(net.call(input), next), [input, next]);
    });
}

/// <summary>A network at work: its step is forward, backward and update, as the trainer makes them.</summary>
public sealed record StepSubject(Module Network, Optimizer Optimizer, Func<Tensor> Loss, Tensor[] Data) : IDisposable
{
    public bool BFloat16 { get; init; }

    /// <summary>What is measured in place of a training step.</summary>
    public Action? Work { get; init; }

    /// <summary>Takes back what lies outside the tensors.</summary>
    public Action? End { get; init; }

    public void Step()
    {
        if (Work is not null)
        {
            Work();
            return;
        }
        using var scope = NewDisposeScope();
        Optimizer.zero_grad();
        Forward().backward();
        Optimizer.step();
    }

    private Tensor Forward()
    {
        using var forward = NewDisposeScope();
        if (!BFloat16)
            return forward.MoveToOuter(Loss());
        using var half = Precisions.Begin(Precision.BFloat16, TorchSharp.DeviceType.CPU);
        return forward.MoveToOuter(Loss());
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        Network.Dispose();
        foreach (var tensor in Data)
            tensor.Dispose();
        End?.Invoke();
    }
}
