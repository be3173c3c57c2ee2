using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using ModelZoo.Tables;
using ModelZoo.Training;
using ModelZoo.Training.Optimizers;
using ModelZoo.Training.Schedules;
using ModelZoo.Training.Tasks;
using static TorchSharp.torch;

namespace ModelZoo.Runs;

/// <summary>What a run trains with.</summary>
internal sealed class RunParts : IDisposable
{
    public required Entry Entry { get; init; }
    public required Device Device { get; init; }
    public required Dataset Data { get; init; }

    /// <summary>The part of the training data that is held out; null where none is.</summary>
    public required Split? Validation { get; init; }

    public required ModelArguments Arguments { get; init; }
    public required nn.Module Model { get; init; }
    public required DataLoader TrainLoader { get; init; }
    public required DataLoader? ValidationLoader { get; init; }
    public required DataLoader TestLoader { get; init; }
    public required Optimizer Optimizer { get; init; }
    public required Schedule? Schedule { get; init; }
    public required ITask Task { get; init; }
    public required Regularizers Regularizers { get; init; }
    public required TrainerOptions Options { get; init; }

    /// <summary>Bytes that tensors took before the run was built.</summary>
    public required long MemoryBefore { get; init; }

    /// <summary>Bytes that the data take.</summary>
    public required long DataBytes { get; init; }

    public void Dispose()
    {
        (Task as IDisposable)?.Dispose();
        Regularizers.Dispose();
        Optimizer.Dispose();
        TrainLoader.Dispose();
        TestLoader.Dispose();
        ValidationLoader?.Dispose();
        Validation?.Dispose();
        Data.Dispose();
        Model.Dispose();
    }
}
