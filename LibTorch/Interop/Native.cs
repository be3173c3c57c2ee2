using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LibTorch.Interop;

internal enum Tag : int
{
    None, Default, Tensor, Int, Double, Bool, String, Ints, Doubles, Bools, Tensors, Device, Generator,
}

/// <summary>mz_value of native/shim.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeValue
{
    public long Bits;
    public Tag Tag;
    public int Count;
}

[InlineArray(5)]
internal struct Sizes
{
    private long _first;
}

/// <summary>mz_result of native/shim.h.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeResult
{
    public nint Bits;
    public sbyte Tag, Dtype, DeviceType, DeviceIndex;
    public int Dims;
    public Sizes Sizes;

    public readonly double AsDouble => BitConverter.Int64BitsToDouble(Bits);
}

/// <summary>The C functions of native/shim.h, one line each; nothing else in the project calls native code of libtorch.</summary>
internal static unsafe partial class Native
{
    private const string Shim = "modelzoo_torch";

    static Native() => Loader.Register();

    [LibraryImport(Shim)] internal static partial nint mz_last_error();
    [LibraryImport(Shim)] internal static partial nint mz_version();

    [LibraryImport(Shim, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int mz_operator_find(string name, string overload, out nint op);
    [LibraryImport(Shim)] internal static partial int mz_operator_schema(nint op, out nint text);
    [LibraryImport(Shim)]
    internal static partial int mz_call(nint op, NativeValue* arguments, int count, NativeResult* results, int capacity, int* produced);
    [LibraryImport(Shim)] internal static partial int mz_take(NativeResult* results, int count);

    [LibraryImport(Shim)] internal static partial void mz_tensor_free(nint tensor);
    [LibraryImport(Shim)] internal static partial nint mz_tensor_again(nint tensor);
    [LibraryImport(Shim)] internal static partial int mz_tensor_describe(nint tensor, out NativeResult info);
    [LibraryImport(Shim)] internal static partial int mz_tensor_sizes(nint tensor, long* sizes, long* strides);
    [LibraryImport(Shim)] internal static partial int mz_tensor_data(nint tensor, out nint data);
    [LibraryImport(Shim)] internal static partial int mz_tensor_flags(nint tensor, out int flags);
    [LibraryImport(Shim)] internal static partial int mz_tensor_item(nint tensor, out NativeResult value);

    [LibraryImport(Shim)] internal static partial int mz_tensor_grad(nint tensor, out NativeResult grad);
    [LibraryImport(Shim)] internal static partial int mz_tensor_set_grad(nint tensor, nint grad);
    [LibraryImport(Shim)]
    internal static partial int mz_grad(nint* outputs, int outputCount, nint* inputs, int inputCount, nint* seeds,
                                        int retain, int create, int unused, NativeResult* grads);
    [LibraryImport(Shim)]
    internal static partial int mz_backward(nint* outputs, int count, nint* seeds, int retain, int create, nint* inputs, int inputCount);
    [LibraryImport(Shim), SuppressGCTransition] internal static partial int mz_grad_mode(int enabled);
    [LibraryImport(Shim)] internal static partial int mz_inference_enter(out nint guard);
    [LibraryImport(Shim)] internal static partial void mz_inference_leave(nint guard);
    [LibraryImport(Shim), SuppressGCTransition] internal static partial int mz_inference_mode();
    [LibraryImport(Shim)]
    internal static partial int mz_recomputed(nint input, nint learned, nint output, delegate* unmanaged<long, NativeResult*, nint> run, delegate* unmanaged<long, void> release,
                                              long part, out NativeResult result);
    [LibraryImport(Shim, StringMarshalling = StringMarshalling.Utf8)] internal static partial void mz_fail(string text);
    [LibraryImport(Shim)] internal static partial int mz_share(int count, delegate* unmanaged<long, void*, void> body, void* state);

    [LibraryImport(Shim)] internal static partial int mz_threads(int count);
    [LibraryImport(Shim)] internal static partial int mz_manual_seed(ulong seed);
    [LibraryImport(Shim)] internal static partial int mz_generator_default(int deviceType, int index, out nint generator);
    [LibraryImport(Shim)] internal static partial int mz_generator_new(ulong seed, out nint generator);
    [LibraryImport(Shim)] internal static partial void mz_generator_free(nint generator);
    [LibraryImport(Shim)] internal static partial int mz_generator_seed(nint generator, ulong seed);
    [LibraryImport(Shim)] internal static partial int mz_generator_initial_seed(nint generator, out ulong seed);
    [LibraryImport(Shim)] internal static partial int mz_generator_state(nint generator, out NativeResult state);
    [LibraryImport(Shim)] internal static partial int mz_generator_set_state(nint generator, nint state);
    [LibraryImport(Shim)] internal static partial int mz_autocast(int deviceType, int dtype);
    [LibraryImport(Shim)] internal static partial int mz_cuda_devices(out int count, out int cudnn);
    [LibraryImport(Shim)] internal static partial int mz_cuda_synchronize(int index);
    [LibraryImport(Shim)] internal static partial int mz_allow_tf32(int allow);
    [LibraryImport(Shim)] internal static partial void mz_memory(out long taken, out long most);

    [LibraryImport(Shim)] internal static partial int mz_image_size(byte* bytes, long length, out int width, out int height, out int channels);
    [LibraryImport(Shim)] internal static partial int mz_image_decode(byte* bytes, long length, int channels, out NativeResult pixels);

    [LibraryImport(Shim, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int mz_script_save(string path, string[] names, nint[] values, byte[] learned, int count, nint[] inputs, int inputCount, delegate* unmanaged<nint> forward);

    /// <summary>The one door for a status: throws what the shim says, after the words of the caller.</summary>
    internal static void Check(int status, [CallerMemberName] string what = "")
    {
        if (status < 0)
            Throw(what);
    }

    /// <summary>The same for what is asked of one tensor.</summary>
    internal static void Check(int status, TorchSharp.torch.Tensor tensor, string what)
    {
        if (status < 0)
            Throw($"{what}({Argument.Describe(tensor)})");
    }

    internal static void Throw(string what) =>
        throw new TorchException($"{what}: {Marshal.PtrToStringUTF8(mz_last_error())?.TrimEnd()}");
}
