namespace ModelZoo.LibTorch.Runtime;

/// <summary>A setting made before libtorch loaded: the environment variable that overrides it, value, reason.</summary>
public sealed record Choice(string Variable, string Value, string Reason);
