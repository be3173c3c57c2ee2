namespace ModelZoo.Training.Names;

/// <summary>A setting that cannot be what it is: the user's mistake, told in one sentence.</summary>
public sealed class RecipeException(string message) : ArgumentException(message);
