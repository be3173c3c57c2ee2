namespace ModelZoo.Training;

/// <summary>The first value of a run that is not finite.</summary>
/// <param name="Step">The update during which it appeared, from 1.</param>
/// <param name="Where">What it is a value of: the output of fc2 (Linear), the gradient of fc2.weight (Linear).</param>
/// <param name="Examples">The training examples that cause it alone; empty if only the whole batch does.</param>
internal sealed record Divergence(long Step, string Where, IReadOnlyList<long> Examples)
{
    private const int Shown = 10;

    public override string ToString()
    {
        var numbers = string.Join(", ", Examples.Take(Shown));
        var more = Examples.Count > Shown ? $" and {Examples.Count - Shown} more" : "";
        var examples = Examples.Count switch
        {
            0 => "for the batch as a whole",
            1 => $"for the training example {numbers}",
            _ => $"for the training examples {numbers}{more}",
        };
        return $"At step {Step} {Where} is the first that is not finite, {examples}.";
    }
}
