using System.Runtime.InteropServices;
using ModelZoo.LibTorch.Runtime;

namespace ModelZoo.LibTorch.Operators;

/// <summary>
/// The functions that libtorch 2.10 exports for programs built with another compiler (torch/csrc/stable/c/shim.h and
/// torch/csrc/inductor/aoti_torch/c/shim.h). Each returns 0, or another number after an error; its text is lost.
/// </summary>
internal static unsafe partial class StableInterface
{
    private const string Torch = "torch_cpu";

    internal static ulong Version { get; } =
        NativeLibrary.TryGetExport(NativeLibraries.LibTorchCpu, "torch_parallel_for", out _) ? aoti_torch_abi_version()
            : throw new EntryPointNotFoundException("ModelZoo needs libtorch 2.10, which TorchSharp 0.107 brings.");

    /// <summary>For functions that fail only where memory is short.</summary>
    internal static void Check(int result)
    {
        if (result != 0)
            throw new OperatorException("libtorch's C interface gave an error without a reason. Memory may be short.");
    }

    [LibraryImport(Torch)] private static partial ulong aoti_torch_abi_version();
    // Takes over every argument, also if it fails; the results in the slots belong to the caller.
    [LibraryImport(Torch)]
    internal static partial int torch_call_dispatcher(byte* name, byte* overload, ulong* slots, ulong version);

    // Runs body(begin, end, context) on libtorch's threads and waits for them.
    [LibraryImport(Torch)]
    internal static partial int torch_parallel_for(
        long begin, long end, long grain, delegate* unmanaged<long, long, void*, void> body, void* context);

    // New handles, lists and strings belong to the caller until a call takes them over, with what a list points to.
    [LibraryImport(Torch)] internal static partial int aoti_torch_new_tensor_handle(nint tensor, out nint handle);
    [LibraryImport(Torch)] internal static partial int aoti_torch_is_defined(nint tensor, out byte isDefined);
    [LibraryImport(Torch)] internal static partial int aoti_torch_get_data_ptr(nint tensor, out nint data);
    [LibraryImport(Torch)] internal static partial int aoti_torch_get_dim(nint tensor, out long count);
    // Valid while the tensor lives and keeps its shape.
    [LibraryImport(Torch)] internal static partial int aoti_torch_get_sizes(nint tensor, out long* sizes);
    [LibraryImport(Torch)] internal static partial int aoti_torch_get_strides(nint tensor, out long* strides);

    [LibraryImport(Torch)] internal static partial int torch_new_list_reserve_size(nuint capacity, out nint list);
    [LibraryImport(Torch)] internal static partial int torch_list_push_back(nint list, ulong item);
    [LibraryImport(Torch)] internal static partial int torch_list_get_item(nint list, nuint index, out ulong item);
    [LibraryImport(Torch)] internal static partial int torch_list_size(nint list, out nuint count);
    // Frees the list's own memory, not what its items point to.
    [LibraryImport(Torch)] internal static partial int torch_delete_list(nint list);

    [LibraryImport(Torch)]
    internal static partial int torch_new_string_handle(ReadOnlySpan<byte> bytes, nuint length, out nint text);
    [LibraryImport(Torch)] internal static partial int torch_string_c_str(nint text, out byte* bytes);
    [LibraryImport(Torch)] internal static partial int torch_string_length(nint text, out nuint length);
    [LibraryImport(Torch)] internal static partial int torch_delete_string(nint text);

    // The library lives until the process ends. A kernel owns its arguments and hands its results over.
    [LibraryImport(Torch, EntryPoint = "aoti_torch_library_init_impl")]
    internal static partial int NewLibrary(byte* space, byte* dispatchKey, byte* file, uint line, nint* library);
    [LibraryImport(Torch, EntryPoint = "torch_library_impl", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Implement(
        nint library, string name, delegate* unmanaged<ulong*, ulong, ulong, void> kernel, ulong version);
}
