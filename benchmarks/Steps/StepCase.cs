using ModelZoo.LibTorch.Modes;
using ModelZoo.Training.Names;
using ModelZoo.Training.Optimizers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Parameter = TorchSharp.Modules.Parameter;

namespace ModelZoo.Benchmarks.Steps;

/// <summary>One kind of training step, or other work of a user. peers/steps.py has the same cases.</summary>
/// <param name="Build">Makes what is timed; true for autocast to bfloat16.</param>
internal sealed record StepCase(string Name, Func<bool, StepSubject> Build)
{
    /// <summary>Training steps in the sizes that learners use. The batch stays the same; no disk is read.</summary>
    internal static IReadOnlyList<StepCase> Training { get; } =
    [
        Classifier("softmax", () => Zoo.Create("softmax"), Sgd(0.1), 256, 1, 28),
        Classifier("mlp-sgd", () => Zoo.Create("mlp"), Sgd(0.1), 256, 1, 28),
        Classifier("mlp-adam", () => Zoo.Create("mlp"), Adam, 256, 1, 28),
        Classifier("lenet", () => Zoo.Create("lenet"), Sgd(0.9), 256, 1, 28),
        Classifier("lenet-bn", StepNetworks.LeNetBatchNorm, Sgd(0.9), 256, 1, 28),
        Classifier("resnet18-28", () => StepNetworks.Torchvision("resnet18", channels: 1), Adam, 128, 1, 28),
        Classifier("resnet18-96", () => StepNetworks.Torchvision("resnet18", channels: 3), Adam, 32, 3, 96),
        Classifier("googlenet-96", () => StepNetworks.Torchvision("googlenet", channels: 3), Sgd(0.1), 32, 3, 96),
        Characters("lstm", gated: false),
        Characters("gru", gated: true),
        new("autoencoder", bfloat16 =>
        {
            var (net, images) = (StepNetworks.Autoencoder(), rand(256, 784));
            Tensor Loss() => functional.binary_cross_entropy_with_logits(net.call(images), images);
            return StepSubject.Trained(net, Adam(net.parameters()), Loss, bfloat16, images);
        }),
        new("vae", bfloat16 =>
        {
            var (net, images) = (new PlainVariational(), rand(256, 784));
            Tensor Loss()
            {
                var (output, mean, logVariance) = net.call(images);
                var divergence = (1 + logVariance - mean.pow(2) - logVariance.exp()).sum() * -0.5;
                var error = functional.binary_cross_entropy_with_logits(output, images, reduction: Reduction.Sum);
                return (error + divergence) / images.shape[0];
            }
            return StepSubject.Trained(net, Adam(net.parameters()), Loss, bfloat16, images);
        }),
    ];

    internal static StepCase Find(string name)
    {
        StepCase[] all = [.. Training, .. WorkCases.All];
        return all.FirstOrDefault(known => known.Name == name) ?? throw new RecipeException(
            $"There is no case '{name}' to measure: there are {string.Join(", ", all.Select(known => known.Name))}.");
    }

    internal static Optimizer Adam(IEnumerable<Parameter> parameters) => new Adam(parameters, 1e-3);

    private static Func<IEnumerable<Parameter>, Optimizer> Sgd(double rate) => parameters => new SGD(parameters, rate);

    private static StepCase Classifier(string name, Func<Module> create,
        Func<IEnumerable<Parameter>, Optimizer> optimizer, int batch, int channels, int size) => new(name, bfloat16 =>
    {
        var net = (Module<Tensor, Tensor>)create();
        Tensor images = rand(batch, channels, size, size), labels = randint(10, [batch]);
        Tensor Loss() => functional.cross_entropy(net.call(images), labels);
        return StepSubject.Trained(net, optimizer(net.parameters()), Loss, bfloat16, images, labels);
    });

    private static StepCase Characters(string name, bool gated) => new(name, bfloat16 =>
    {
        var net = new CharacterModel(gated);
        Tensor input = randint(65, [32, 64]), next = randint(65, [32, 64]);
        Tensor Loss() => functional.cross_entropy(net.call(input), next);
        return StepSubject.Trained(net, Adam(net.parameters()), Loss, bfloat16, input, next);
    });
}

/// <summary>What a case times.</summary>
/// <param name="Network">The network whose memory format may be changed.</param>
/// <param name="Step">Does the work once.</param>
/// <param name="Inputs">The batch of a training step; null for other work, which is not tuned.</param>
/// <param name="End">Frees what the work holds besides the network.</param>
internal sealed record StepSubject(Module Network, Action Step, Tensor? Inputs, Action End) : IDisposable
{
    /// <summary>Forward, backward and update, as the trainer does them.</summary>
    internal static StepSubject Trained(
        Module network, Optimizer optimizer, Func<Tensor> loss, bool bfloat16, params Tensor[] data)
    {
        void Step()
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            Forward().backward();
            optimizer.step();
        }

        Tensor Forward()
        {
            using var forward = NewDisposeScope();
            using var half = bfloat16 ? Autocast.To(ScalarType.BFloat16, TorchSharp.DeviceType.CPU) : null;
            return forward.MoveToOuter(loss());
        }

        return new(network, Step, data[0], () =>
        {
            optimizer.Dispose();
            foreach (var tensor in data)
                tensor.Dispose();
        });
    }

    public void Dispose()
    {
        Network.Dispose();
        End();
    }
}
