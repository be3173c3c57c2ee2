using static TorchSharp.torch;

namespace ModelZoo.LibTorch.Operators;

/// <summary>What tells tensors apart, which TorchSharp does not show.</summary>
internal static unsafe class TensorIdentity
{
    /// <summary>The same number for all handles to one tensor. A handle points to a pointer to the tensor.</summary>
    internal static nint Of(Tensor tensor) => *(nint*)tensor.Handle;

    /// <summary>The address of the first element.</summary>
    internal static nint Data(Tensor tensor)
    {
        StableInterface.Check(StableInterface.aoti_torch_get_data_ptr(tensor.Handle, out nint data));
        return data;
    }

    /// <summary>How often the values were changed in place, as autograd counts it.</summary>
    internal static long Version(Tensor tensor) => (long)Operator.Invoke("aten::_version", tensor)[0]!;
}
