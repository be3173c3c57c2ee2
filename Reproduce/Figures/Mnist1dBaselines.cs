using ModelZoo.Datasets;
using ModelZoo.Datasets.Sets;
using ModelZoo.Reproduce.Running;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using static TorchSharp.torch.nn.functional;

namespace ModelZoo.Reproduce.Figures;

/// <summary>
/// The four networks of S. Greydanus and D. Kobak, "Scaling down deep learning with MNIST-1D", 2024. Each is trained
/// with the pixels in order, and with one random order for all signals.
/// </summary>
internal static class Mnist1dBaselines
{
    private const int Batch = 100, StepsOfEpoch = 40;

    internal static Dataset Open(Attempt attempt) =>
        DatasetCatalog.Open("mnist1d", new DatasetOptions { DataRoot = attempt.DataRoot });

    /// <summary>A linear classifier: 410 parameters.</summary>
    internal static Module<Tensor, Tensor> Logistic() => Linear(40, 10);

    /// <summary>40-100-100-10 with a connection past the second layer: 15,210 parameters.</summary>
    internal sealed class SkipPerceptron : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> linear1 = Linear(40, 100), linear2 = Linear(100, 100);
        private readonly Module<Tensor, Tensor> linear3 = Linear(100, 10);

        internal SkipPerceptron() : base("skip-perceptron") => RegisterComponents();

        public override Tensor forward(Tensor x)
        {
            var h = linear1.call(x).relu();
            return linear3.call(h + linear2.call(h).relu());
        }
    }

    /// <summary>Three convolutions of 25 channels: 5,210 parameters.</summary>
    internal static Module<Tensor, Tensor> Convolutional() => Sequential(
        Unflatten(1, [1, 40]),
        Conv1d(1, 25, 5, stride: 2, padding: 1), ReLU(),                    // 19
        Conv1d(25, 25, 3, stride: 2, padding: 1), ReLU(),                   // 10
        Conv1d(25, 25, 3, stride: 2, padding: 1), ReLU(),                   // 5
        Flatten(), Linear(125, 10));

    /// <summary>Six units in both directions, all states to the classifier: 5,134 parameters.</summary>
    internal sealed class BothWays : Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.GRU gru = GRU(1, 6, batchFirst: true, bidirectional: true);
        private readonly Module<Tensor, Tensor> linear = Linear(2 * 6 * 40, 10);

        internal BothWays() : base("both-ways") => RegisterComponents();

        public override Tensor forward(Tensor x) => linear.call(gru.call(x.unsqueeze(-1)).Item1.flatten(1));
    }

    /// <summary>Adam 0.01 over the training signals in their order, 6,000 steps.</summary>
    internal static Action<Attempt, Measurement> Train(Func<Module<Tensor, Tensor>> make, bool shuffled) =>
        (attempt, found) =>
        {
            using var data = Open(attempt);
            var places = shuffled ? randperm(40) : arange(40);
            var (x, y) = (data.Train.Inputs.index_select(1, places), data.Train.Targets);
            var (testX, testY) = (data.Test.Inputs.index_select(1, places), data.Test.Targets);
            using var network = make();
            using var optimizer = new Training.Optimizers.Adam(network.parameters(), 0.01);
            found.Values["parameters"] = network.parameters().Sum(parameter => parameter.numel());
            for (int epoch = 1; epoch <= attempt.Wanted; epoch++)
            {
                attempt.Stop.ThrowIfCancellationRequested();
                for (int step = 0; step < StepsOfEpoch; step++)
                {
                    using var scope = NewDisposeScope();
                    optimizer.zero_grad();
                    var loss = cross_entropy(
                        network.call(x.narrow(0, step * Batch, Batch)), y.narrow(0, step * Batch, Batch));
                    loss.backward();
                    optimizer.step();
                }
                using var measured = NewDisposeScope();
                using var recording = no_grad();
                found.Add("test_loss", epoch, cross_entropy(network.call(testX), testY).ToDouble());
                found.Add("test_accuracy", epoch, Accuracy(network.call(testX), testY));
            }
        };

    internal static double Accuracy(Tensor scores, Tensor classes) =>
        scores.argmax(1).eq(classes).to(ScalarType.Float64).mean().ToDouble();
}
