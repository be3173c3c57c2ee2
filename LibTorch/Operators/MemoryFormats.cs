using static ModelZoo.LibTorch.Operators.StableInterface;
using static TorchSharp.torch;

namespace ModelZoo.LibTorch.Operators;

/// <summary>
/// The order of a tensor's elements in memory, with libtorch's numbers. ChannelsLast puts the channels of a pixel of
/// (N, C, H, W) beside each other, ChannelsLast3d those of (N, C, D, H, W).
/// </summary>
public enum MemoryFormat { Contiguous, Preserve, ChannelsLast, ChannelsLast3d }

/// <summary>Sets and compares memory formats, which TorchSharp lacks.</summary>
public static class MemoryFormats
{
    internal static readonly Operator ContiguousOperator =
        new("contiguous(Tensor self, *, MemoryFormat memory_format=contiguous_format) -> Tensor");
    internal static readonly Operator SetData = new("set_data(Tensor self, Tensor new_data) -> ()");

    /// <summary>The same values in that order: a second handle to the same memory if they lie so already.</summary>
    public static Tensor Contiguous(Tensor tensor, MemoryFormat format) =>
        (Tensor)ContiguousOperator.Run([tensor, format])[0]!;

    /// <summary>Reorders a parameter in place: modules, optimizers and hooks keep the tensor that they have.</summary>
    public static void Set(Tensor parameter, MemoryFormat format)
    {
        using var unrecorded = no_grad();
        using var ordered = Contiguous(parameter, format).DetachFromDisposeScope();
        SetData.Run([parameter, ordered]);
    }

    /// <summary>The tensor in the order of `model`, which has its shape: itself if it lies so, else a copy.</summary>
    public static Tensor Like(Tensor model, Tensor tensor) =>
        Same(model, tensor) ? tensor : empty_like(model).copy_(tensor);

    /// <summary>Whether both have the same shape and the same order in memory.</summary>
    public static bool Same(Tensor left, Tensor right)
    {
        var sizes = Sizes(left, out var strides);
        bool same = sizes.SequenceEqual(Sizes(right, out var others));
        for (int i = 0; same && i < sizes.Length; i++)
            same = strides[i] == others[i] || sizes[i] <= 1;
        GC.KeepAlive(left);
        GC.KeepAlive(right);
        return same;
    }

    /// <summary>Whether the elements fill one piece of memory, each once, so that it can be walked through.</summary>
    public static bool IsDense(Tensor tensor)
    {
        using var dense = empty_like(tensor);   // keeps the order of what is dense
        return Same(tensor, dense);
    }

    // Where they lie, without arrays: valid while the tensor is alive and unchanged.
    private static unsafe ReadOnlySpan<long> Sizes(Tensor tensor, out ReadOnlySpan<long> strides)
    {
        Check(aoti_torch_get_dim(tensor.Handle, out long count));
        Check(aoti_torch_get_sizes(tensor.Handle, out long* size));
        Check(aoti_torch_get_strides(tensor.Handle, out long* stride));
        strides = new(stride, (int)count);
        return new(size, (int)count);
    }
}
