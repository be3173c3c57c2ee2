using System.Runtime.InteropServices;
using ModelZoo.LibTorch.Runtime;

namespace ModelZoo.LibTorch.Operators;

/// <summary>
/// The functions that libtorch 2.10 exports for programs built with another compiler. Each returns 0, or another
/// number after an error, whose text cannot be read. Declared in torch/csrc/stable/c/shim.h and
/// torch/csrc/inductor/aoti_torch/c/shim.h.
/// </summary>
internal static unsafe class StableInterface
{
    private static readonly nint Library = Load();

    /// <summary>
    /// Operator, overload, slots, version. Takes over every argument, also if it fails; the results in the slots
    /// belong to the caller.
    /// </summary>
    internal static readonly delegate* unmanaged<byte*, byte*, ulong*, ulong, int> CallDispatcher =
        (delegate* unmanaged<byte*, byte*, ulong*, ulong, int>)Export("torch_call_dispatcher");

    /// <summary>A second handle to the same tensor. It belongs to the caller until a call takes it over.</summary>
    internal static readonly delegate* unmanaged<nint, nint*, int> NewTensorHandle =
        (delegate* unmanaged<nint, nint*, int>)Export("aoti_torch_new_tensor_handle");
    internal static readonly delegate* unmanaged<nint, byte*, int> IsDefined =
        (delegate* unmanaged<nint, byte*, int>)Export("aoti_torch_is_defined");
    internal static readonly delegate* unmanaged<nint, nint*, int> DataPointer =
        (delegate* unmanaged<nint, nint*, int>)Export("aoti_torch_get_data_ptr");
    internal static readonly delegate* unmanaged<nint, int> DeleteTensor =
        (delegate* unmanaged<nint, int>)Export("aoti_torch_delete_tensor_object");

    /// <summary>
    /// A list of slots. It owns its memory but not what its items point to; the call that takes it over takes both.
    /// </summary>
    internal static readonly delegate* unmanaged<nuint, nint*, int> NewList =
        (delegate* unmanaged<nuint, nint*, int>)Export("torch_new_list_reserve_size");
    internal static readonly delegate* unmanaged<nint, ulong, int> PushBack =
        (delegate* unmanaged<nint, ulong, int>)Export("torch_list_push_back");
    internal static readonly delegate* unmanaged<nint, nuint, ulong*, int> GetItem =
        (delegate* unmanaged<nint, nuint, ulong*, int>)Export("torch_list_get_item");
    internal static readonly delegate* unmanaged<nint, nuint*, int> ListSize =
        (delegate* unmanaged<nint, nuint*, int>)Export("torch_list_size");
    internal static readonly delegate* unmanaged<nint, int> DeleteList =
        (delegate* unmanaged<nint, int>)Export("torch_delete_list");

    /// <summary>A copy of the bytes. It belongs to the caller until a call takes it over.</summary>
    internal static readonly delegate* unmanaged<byte*, nuint, nint*, int> NewString =
        (delegate* unmanaged<byte*, nuint, nint*, int>)Export("torch_new_string_handle");
    internal static readonly delegate* unmanaged<nint, byte**, int> StringBytes =
        (delegate* unmanaged<nint, byte**, int>)Export("torch_string_c_str");
    internal static readonly delegate* unmanaged<nint, nuint*, int> StringLength =
        (delegate* unmanaged<nint, nuint*, int>)Export("torch_string_length");
    internal static readonly delegate* unmanaged<nint, int> DeleteString =
        (delegate* unmanaged<nint, int>)Export("torch_delete_string");

    /// <summary>Sizes and strides lie in the tensor: valid while it lives and keeps its shape.</summary>
    internal static readonly delegate* unmanaged<nint, long*, int> Dimensions =
        (delegate* unmanaged<nint, long*, int>)Export("aoti_torch_get_dim");
    internal static readonly delegate* unmanaged<nint, long**, int> Sizes =
        (delegate* unmanaged<nint, long**, int>)Export("aoti_torch_get_sizes");
    internal static readonly delegate* unmanaged<nint, long**, int> Strides =
        (delegate* unmanaged<nint, long**, int>)Export("aoti_torch_get_strides");

    /// <summary>
    /// Begin, end, grain, body(begin, end, context), context. Runs the body on libtorch's threads and waits for them.
    /// </summary>
    internal static readonly delegate* unmanaged<long, long, long, delegate* unmanaged<long, long, void*, void>,
        void*, int> ParallelFor =
        (delegate* unmanaged<long, long, long, delegate* unmanaged<long, long, void*, void>, void*,
            int>)Export("torch_parallel_for");

    /// <summary>Namespace, dispatch key, file, line; the library lives until the process ends.</summary>
    internal static readonly delegate* unmanaged<byte*, byte*, byte*, uint, nint*, int> NewLibrary =
        (delegate* unmanaged<byte*, byte*, byte*, uint, nint*, int>)Export("aoti_torch_library_init_impl");

    /// <summary>
    /// Library, operator, kernel(slots, arguments, results), version. The kernel owns the arguments it is given and
    /// hands its results over.
    /// </summary>
    internal static readonly delegate* unmanaged<nint, byte*, delegate* unmanaged<ulong*, ulong, ulong, void>, ulong,
        int> Implement =
        (delegate* unmanaged<nint, byte*, delegate* unmanaged<ulong*, ulong, ulong, void>, ulong,
            int>)Export("torch_library_impl");

    internal static readonly ulong Version = ((delegate* unmanaged<ulong>)Export("aoti_torch_abi_version"))();

    /// <summary>For functions that fail only where memory is short.</summary>
    internal static void Check(int result)
    {
        if (result != 0)
            throw new OperatorException(
                "libtorch's C interface reported an error. It gives no reason; the memory may be short.");
    }

    // Without this libtorch writes each error, with a stack trace, to stderr as well.
    private static nint Load()
    {
        var library = NativeLibraries.LibTorchCpu;
        if (NativeLibrary.TryGetExport(NativeLibraries.C10, MangledNames.InitializeLogging, out var initialize))
            ((delegate* unmanaged<void>)initialize)();
        return library;
    }

    private static nint Export(string name) => NativeLibrary.TryGetExport(Library, name, out var address) ? address
        : throw new EntryPointNotFoundException(
            $"libtorch_cpu has no function {name}: ModelZoo needs libtorch 2.10, which TorchSharp 0.107 brings.");
}
