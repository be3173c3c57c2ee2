using System.Runtime.InteropServices;

namespace ModelZoo.LibTorch.Operators;

/// <summary>libtorch refused a call. An ExternalException, as TorchSharp throws for its own functions.</summary>
public sealed class OperatorException : ExternalException
{
    internal OperatorException(string message) : base(message) { }
}
