using ModelZoo.Datasets.Sets;
using ModelZoo.Training.Metrics;

namespace ModelZoo.Training.Tasks;

/// <summary>What a network is trained to do: how a batch becomes a loss, and what is measured.</summary>
public interface ITask
{
    /// <summary>With more classes than this, metrics of single classes say little and take long.</summary>
    internal const long FewClasses = 20;

    /// <summary>Runs the network without reading the device. The result belongs to the current scope.</summary>
    Outcome Run(nn.Module model, Batch batch);

    /// <summary>New metrics for training and for the test after each epoch, the loss first.</summary>
    IReadOnlyList<Metric> Metrics();

    /// <summary>Further metrics for the evaluation of a finished network. They may be slow.</summary>
    IReadOnlyList<Metric> Details() => [];

    /// <summary>The value that decides which epoch is the best, and whether a higher one is better.</summary>
    (string Name, bool Higher) Watched { get; }
}
