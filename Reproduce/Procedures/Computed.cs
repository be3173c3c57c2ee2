using ModelZoo.Reproduce.Running;
using static TorchSharp.torch;

namespace ModelZoo.Reproduce.Procedures;

/// <summary>An experiment with code of its own, such as a figure of the notes.</summary>
/// <param name="Names">The values that it finds.</param>
internal sealed record Computed(Action<Attempt, Measurement> Compute, params string[] Names) : IProcedure
{
    public IReadOnlyCollection<string> Metrics => Names;

    public void Run(Attempt attempt, Measurement found)
    {
        using var scope = NewDisposeScope();
        attempt.Begin();
        Compute(attempt, found);
    }
}
