using ModelZoo.Training;
using static TorchSharp.torch;

namespace ModelZoo.Reproduce.Running;

/// <summary>How an experiment is run here.</summary>
public interface IProcedure
{
    /// <summary>The names of the values that it measures. Targets and curves name some of them.</summary>
    IReadOnlyCollection<string> Metrics { get; }

    /// <summary>
    /// Runs the experiment with one seed. Throws an <see cref="OperationCanceledException"/> if it is asked to stop;
    /// the next attempt in the same folder then resumes or starts again.
    /// </summary>
    void Run(Attempt attempt, Measurement found);
}

/// <summary>Where and how long experiments are run.</summary>
public record Conditions
{
    public string? DataRoot { get; init; }
    public int Threads { get; init; }
    public string Device { get; init; } = "auto";

    /// <summary>Of the zoo's networks. bf16 halves the hours of the heavy ones.</summary>
    public string Precision { get; init; } = "fp32";

    /// <summary>A limit below the book's number of epochs.</summary>
    public int? Epochs { get; init; }

    public IObserver? Observer { get; init; }
    public Action<string> Warn { get; init; } = _ => { };
}

/// <summary>One seed of one experiment.</summary>
/// <param name="Folder">Holds this attempt's run folder. A run that is found there is resumed.</param>
public sealed record Attempt(
    Conditions Under, Experiment Experiment, long Seed, string Folder, CancellationToken Stop = default)
    : Conditions(Under)
{
    /// <summary>The number of epochs to train here.</summary>
    public int Wanted => Epochs is { } limit ? Math.Min(limit, Experiment.Epochs) : Experiment.Epochs;

    /// <summary>Sets threads and seed for a procedure that makes its own network.</summary>
    internal void Begin()
    {
        if (Threads > 0)
            set_num_threads(Threads);
        manual_seed(Seed);
    }
}
