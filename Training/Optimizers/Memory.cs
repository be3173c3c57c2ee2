using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>Where the elements of a tensor in main memory lie.</summary>
internal static class Memory
{
    internal static unsafe nint Address(Tensor tensor)
    {
        fixed (byte* first = tensor.bytes)
            return (nint)first;
    }
}
