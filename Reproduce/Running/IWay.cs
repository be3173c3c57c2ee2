using ModelZoo.Training;
using static TorchSharp.torch;

namespace ModelZoo.Reproduce.Running;

/// <summary>How an experiment is run here.</summary>
public interface IWay
{
    /// <summary>Runs it with one seed; null if it was asked to stop, and then the next attempt in this folder goes on or starts anew.</summary>
    Measurement? Make(Attempt attempt);

    /// <summary>The names of the values that a measurement will have: what a row may name as its targets.</summary>
    IReadOnlyCollection<string> Metrics { get; }
}

/// <summary>Where and how long experiments are run, whichever they are.</summary>
public record Conditions
{
    public string? DataRoot { get; init; }
    public int Threads { get; init; }
    public string Device { get; init; } = "auto";

    /// <summary>Of networks of the zoo: bf16 halves the hours of the heavy ones.</summary>
    public string Precision { get; init; } = "fp32";

    /// <summary>At most so many epochs of each, where the book's number is too many.</summary>
    public int? Epochs { get; init; }

    public IObserver? Observer { get; init; }
    public Action<string> Warn { get; init; } = _ => { };
}

/// <summary>One seed of one experiment.</summary>
/// <param name="Folder">Its own: the run folder is made in it, and a run found there is gone on with.</param>
public sealed record Attempt(Conditions Under, Experiment Experiment, long Seed, string Folder, CancellationToken Stop = default) : Conditions(Under)
{
    /// <summary>Its threads and its seed, for a way that makes its own network.</summary>
    internal void Begin()
    {
        if (Threads > 0)
            set_num_threads(Threads);
        manual_seed(Seed);
    }

    /// <summary>How many epochs are wanted here.</summary>
    public int Wanted => Epochs is { } limit ? Math.Min(limit, Experiment.Epochs) : Experiment.Epochs;
}
