using static TorchSharp.torch;

namespace ModelZoo.LibTorch.Operators;

/// <summary>Memory formats, which TorchSharp lacks: to set them and to compare them.</summary>
public static unsafe class MemoryFormats
{
    internal static readonly Operator ContiguousOperator = new("contiguous(Tensor(a) self, *, MemoryFormat memory_format=contiguous_format) -> Tensor(a)");
    internal static readonly Operator SetData = new("set_data(Tensor(a!) self, Tensor new_data) -> ()");

    /// <summary>The same values in that order; like `Tensor.contiguous`, a handle to the same memory if they lie so already.</summary>
    public static Tensor Contiguous(Tensor tensor, MemoryFormat format) => (Tensor)ContiguousOperator.Run([tensor, format])[0]!;

    /// <summary>Brings a parameter into that order in place: modules, optimizers and hooks keep the tensor that they have.</summary>
    public static void Set(Tensor parameter, MemoryFormat format)
    {
        using var unrecorded = no_grad();
        using var ordered = Contiguous(parameter, format).DetachFromDisposeScope();
        SetData.Run([parameter, ordered]);
    }

    /// <summary>The tensor with its elements in memory as those of `model`, which has its shape: itself if they lie so already, else a copy.</summary>
    public static Tensor Like(Tensor model, Tensor tensor) => Same(model, tensor) ? tensor : empty_like(model).copy_(tensor);

    /// <summary>Whether both have the same shape and the same order in memory.</summary>
    public static bool Same(Tensor left, Tensor right)
    {
        var (a, b) = (new Shape(left), new Shape(right));
        if (a.Dimensions != b.Dimensions)
            return false;
        for (int i = 0; i < a.Dimensions; i++)
            if (a.Sizes[i] != b.Sizes[i] || a.Strides[i] != b.Strides[i] && a.Sizes[i] > 1)
                return false;
        GC.KeepAlive(left);
        GC.KeepAlive(right);
        return true;
    }

    /// <summary>Whether the elements fill one piece of memory, each once, in any order: then it can be walked from end to end.</summary>
    public static bool IsDense(Tensor tensor)
    {
        var shape = new Shape(tensor);
        long elements = 1;
        for (int i = 0; i < shape.Dimensions; i++)
            elements *= shape.Sizes[i];
        // From the smallest stride on, each is as far as the dimensions before it reach.
        for (long expected = 1; expected < elements;)
        {
            int next = 0;
            while (next < shape.Dimensions && (shape.Strides[next] != expected || shape.Sizes[next] == 1))
                next++;
            if (next == shape.Dimensions)
                return false;
            expected *= shape.Sizes[next];
        }
        GC.KeepAlive(tensor);
        return true;
    }

    /// <summary>Sizes and strides where they lie: TorchSharp would allocate arrays. Valid while the tensor is alive and unchanged.</summary>
    private readonly struct Shape
    {
        internal readonly long Dimensions;
        internal readonly long* Sizes, Strides;

        internal Shape(Tensor tensor)
        {
            fixed (long* dimensions = &Dimensions)
            fixed (long** sizes = &Sizes, strides = &Strides)
            {
                StableInterface.Check(StableInterface.Dimensions(tensor.Handle, dimensions));
                StableInterface.Check(StableInterface.Sizes(tensor.Handle, sizes));
                StableInterface.Check(StableInterface.Strides(tensor.Handle, strides));
            }
        }
    }
}
