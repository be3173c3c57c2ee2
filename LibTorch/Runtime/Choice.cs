namespace ModelZoo.LibTorch.Runtime;

/// <summary>A setting that was chosen before libtorch loaded: the environment variable that overrides it, its value, and the reason.</summary>
public sealed record Choice(string Variable, string Value, string Reason);
