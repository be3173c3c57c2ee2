namespace ModelZoo.Training.Optimizers;

/// <summary>An update rule that treats every element alike, with its numbers for one step.</summary>
public interface IRule
{
    /// <summary>The states that it keeps, under PyTorch's names; null where the present options do not need one.</summary>
    (string? First, string? Second, string? Third) States { get; }

    /// <summary>What each state is before the first step.</summary>
    (double First, double Second, double Third) Initial => default;

    /// <summary>The rule itself: changes the parameter and the states.</summary>
    void Apply<T>(ref T parameter, T gradient, ref T first, ref T second, ref T third) where T : struct, INumbers<T>;
}
