namespace ModelZoo.Training.Names;

/// <summary>A setting that is not possible: the user's mistake, in one sentence.</summary>
public sealed class RecipeException(string message) : ArgumentException(message);
