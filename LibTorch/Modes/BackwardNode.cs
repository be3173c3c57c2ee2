using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using ModelZoo.LibTorch.Runtime;
using static TorchSharp.torch;

namespace ModelZoo.LibTorch.Modes;

/// <summary>
/// A step of the autograd graph whose backward is a C# function. TorchSharp's autograd.Function allocates a second copy of each output and
/// ends the process if backward throws. This uses the same native functions and does neither.
/// </summary>
internal sealed unsafe class BackwardNode
{
    // libtorch holds only pointers to the delegates.
    private static readonly ConcurrentDictionary<BackwardNode, bool> Alive = new();
    [ThreadStatic] private static (int Task, string Text)? _failure;
    [ThreadStatic] private static Tensor? _last;

    private readonly int _thread = Environment.CurrentManagedThreadId, _inputs;
    private readonly Func<Tensor, Tensor?> _backward;
    private readonly Action _released;
    private readonly Apply _apply;
    private readonly Action _delete;
    private readonly nint* _gradients;
    private Tensor? _gradient;

    private delegate TensorArray Apply(nint* gradients, int count);

    private BackwardNode(int inputs, Func<Tensor, Tensor?> backward, Action released)
    {
        (_inputs, _backward, _released, _apply, _delete) = (inputs, backward, released, Run, Release);
        _gradients = (nint*)NativeMemory.AllocZeroed((nuint)inputs, (nuint)sizeof(nint));
    }

    /// <summary>Gives a tensor without a history one: its gradient goes through <paramref name="backward"/> to the first of the inputs.</summary>
    /// <param name="inputs">At least one requires gradients. All but the first only tell autograd that the result does, too.</param>
    /// <param name="released">Called once, when the graph no longer needs the step.</param>
    internal static Tensor Attach(Tensor output, Tensor[] inputs, Func<Tensor, Tensor?> backward, Action released)
    {
        var node = new BackwardNode(inputs.Length, backward, released);
        Alive[node] = true;
        var pointers = Native.NewNode(Marshal.GetFunctionPointerForDelegate(node._apply), Marshal.GetFunctionPointerForDelegate(node._delete));
        try
        {
            var handles = Array.ConvertAll(inputs, input => input.Handle);
            nint result = output.Handle, attached = 0;
            fixed (nint* first = handles)
            {
                var vars = new TensorArray(first, handles.Length);
                Native.SetNextEdges(pointers, vars, 1);
                CheckForErrors();
                Native.ClearInputMetadata(pointers);
                _room = &attached;
                Native.WrapOutputs(vars, default, default, new(&result, 1), pointers, &Room);
                CheckForErrors();
            }
            return Tensor.UnsafeCreateTensor(attached);
        }
        finally
        {
            // The output owns the node from here on; if there is none, this releases it.
            Native.DisposeShared(pointers);
            Native.DisposeWeak(pointers);
        }
    }

    // Called by libtorch, so no exception may leave it.
    private TensorArray Run(nint* gradients, int count)
    {
        int task = Native.CurrentTask();
        _gradient = null;
        try
        {
            using var gradient = gradients[0] == 0 ? null : Tensor.UnsafeCreateTensor(gradients[0]);
            // After a failure backward goes on, but has nothing to compute.
            if (gradient is not null && _failure?.Task != task)
                _gradient = _backward(gradient)?.DetachFromDisposeScope();
        }
        catch (Exception error)
        {
            _failure = (task, error.Message);
        }
        // libtorch copies the handle when this returns, so it can be freed at the next call at the earliest.
        _last?.Dispose();
        _last = _gradient;
        _gradients[0] = _gradient?.Handle ?? 0;
        if (_failure is { } failure && failure.Task == task)
            Fail(failure.Text);
        return new(_gradients, _inputs);
    }

    // TorchSharp looks for an error of its native library once backward returns, and every other call of that library clears it: so this
    // comes last in each node of that backward. On a thread of libtorch's own (CUDA) nobody would look: a gradient of the wrong shape ends it.
    private void Fail(string text)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            _last = empty(0).DetachFromDisposeScope();
            _gradients[0] = _last.Handle;
        }
        Native.SetError($"A part of the network failed when backward ran it again: {text}");
    }

    private void Release()
    {
        Alive.TryRemove(this, out _);
        _gradient?.Dispose();
        NativeMemory.Free(_gradients);
        _released();
    }

    [ThreadStatic] private static nint* _room;

    [UnmanagedCallersOnly]
    private static nint* Room(nuint count) => _room;

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TensorArray(nint* first, long count)
    {
        private readonly nint* _first = first;
        private readonly long _count = count;
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct NodePointers
    {
        private readonly nint _shared, _weak;
    }

    // What TorchSharp's autograd.Function stands on, of the same library, and libtorch's number of the backward that is running.
    private static class Native
    {
        private static readonly nint Library = NativeLibraries.TorchSharp;

        internal static readonly delegate* unmanaged<nint, nint, NodePointers> NewNode = (delegate* unmanaged<nint, nint, NodePointers>)Find("THSAutograd_CSharpNode_ctor");
        internal static readonly delegate* unmanaged<NodePointers, TensorArray, byte, void> SetNextEdges = (delegate* unmanaged<NodePointers, TensorArray, byte, void>)Find("THSAutograd_CSharpNode_setNextEdges");
        internal static readonly delegate* unmanaged<NodePointers, void> ClearInputMetadata = (delegate* unmanaged<NodePointers, void>)Find("THSAutograd_CSharpNode_clearInputMetadata");
        internal static readonly delegate* unmanaged<TensorArray, TensorArray, TensorArray, TensorArray, NodePointers, delegate* unmanaged<nuint, nint*>, void> WrapOutputs =
            (delegate* unmanaged<TensorArray, TensorArray, TensorArray, TensorArray, NodePointers, delegate* unmanaged<nuint, nint*>, void>)Find("THSAutograd_Function_wrapOutputs");
        internal static readonly delegate* unmanaged<NodePointers, void> DisposeShared = (delegate* unmanaged<NodePointers, void>)Find("THSAutograd_CSharpNode_disposeSharedPtr");
        internal static readonly delegate* unmanaged<NodePointers, void> DisposeWeak = (delegate* unmanaged<NodePointers, void>)Find("THSAutograd_CSharpNode_disposeWeakPtr");
        internal static readonly delegate* unmanaged<int> CurrentTask = (delegate* unmanaged<int>)NativeLibrary.GetExport(NativeLibraries.LibTorchCpu, MangledNames.CurrentGraphTask);

        private static readonly delegate* unmanaged<nint, nint, byte*, nint> Divide = (delegate* unmanaged<nint, nint, byte*, nint>)Find("THSTensor_div");
        private static readonly Tensor One = ones(1).DetachFromDisposeScope();

        private static nint Find(string name) => NativeLibrary.GetExport(Library, name);

        /// <summary>The library has no function for it, but it keeps what libtorch says, and that names a rounding mode it does not know.</summary>
        internal static void SetError(string text)
        {
            var mode = Marshal.StringToCoTaskMemUTF8(text);
            _ = Divide(One.Handle, One.Handle, (byte*)mode);
            Marshal.FreeCoTaskMem(mode);
        }
    }
}
