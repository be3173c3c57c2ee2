using ModelZoo.LibTorch.Operators;
using static TorchSharp.torch;

namespace ModelZoo.LibTorch.Modes;

/// <summary>How often a tensor's values were changed in place: autograd counts it, and TorchSharp does not show it.</summary>
internal static class Versions
{
    internal static long Of(Tensor tensor) => (long)Operator.Invoke("aten::_version", tensor)[0]!;
}
