using ModelZoo.Datasets.Sets;
using ModelZoo.Training.Metrics;
using static TorchSharp.torch;

namespace ModelZoo.Training.Tasks;

/// <summary>What a network is trained to do: how a batch becomes a loss, and what is measured.</summary>
public interface ITask
{
    /// <summary>Runs the network on a batch. Everything it returns belongs to the current scope, and nothing is read from the device.</summary>
    Outcome Run(nn.Module model, Batch batch);

    /// <summary>Fresh metrics, the loss first: one set for training and one for testing.</summary>
    IReadOnlyList<Metric> Metrics();

    /// <summary>The value that tells the best epoch, and whether more of it is better.</summary>
    (string Name, bool Higher) Watched { get; }
}
