using System.Runtime.InteropServices;

namespace LibTorch;

/// <summary>What libtorch refused, with the operator, the shapes it was given and libtorch's own words.</summary>
/// <remarks>An <see cref="ExternalException"/>, because that is what TorchSharp throws and its users catch.</remarks>
public sealed class TorchException : ExternalException
{
    public TorchException() { }
    public TorchException(string message) : base(message) { }
    public TorchException(string message, Exception inner) : base(message, inner) { }
}
