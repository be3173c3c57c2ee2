using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using ModelZoo.LibTorch.Runtime;
using static TorchSharp.torch;

namespace ModelZoo.LibTorch.Modes;

/// <summary>
/// A step of the autograd graph whose backward is a C# function. TorchSharp's autograd.Function allocates a second copy
/// of each output and ends the process if backward throws. This uses the same native functions and does neither.
/// </summary>
internal sealed unsafe partial class BackwardNode
{
    // Keeps the delegates, to which libtorch has only pointers.
    private static readonly ConcurrentDictionary<BackwardNode, bool> Alive = new();
    [ThreadStatic] private static (int Task, string Text)? _failure;
    [ThreadStatic] private static Tensor? _last;

    private readonly int _thread = Environment.CurrentManagedThreadId, _inputs;
    private readonly Func<Tensor, Tensor?> _backward;
    private readonly Action _released, _delete;
    private readonly Apply _apply;
    private readonly nint* _gradients;
    private Tensor? _gradient;

    private delegate TensorArray Apply(nint* gradients, int count);

    private BackwardNode(int inputs, Func<Tensor, Tensor?> backward, Action released)
    {
        (_inputs, _backward, _released, _apply, _delete) = (inputs, backward, released, Run, Release);
        _gradients = (nint*)NativeMemory.AllocZeroed((nuint)inputs, (nuint)sizeof(nint));
    }

    /// <summary>Gives a tensor without a history one: its gradient goes through backward to the first input.</summary>
    /// <param name="inputs">One has to require gradients. All but the first only make the result require them.</param>
    /// <param name="released">Called once, when the graph no longer needs the step.</param>
    internal static Tensor Attach(Tensor output, Tensor[] inputs, Func<Tensor, Tensor?> backward, Action released)
    {
        var node = new BackwardNode(inputs.Length, backward, released);
        Alive[node] = true;
        var pointers = THSAutograd_CSharpNode_ctor(node._apply, node._delete);
        try
        {
            nint result = output.Handle, attached = 0;
            fixed (nint* first = Array.ConvertAll(inputs, input => input.Handle))
            {
                var vars = new TensorArray((nint)first, inputs.Length);
                THSAutograd_CSharpNode_setNextEdges(pointers, vars, 1);
                CheckForErrors();
                THSAutograd_CSharpNode_clearInputMetadata(pointers);
                _room = &attached;
                THSAutograd_Function_wrapOutputs(vars, default, default, new((nint)(&result), 1), pointers, &Room);
                CheckForErrors();
            }
            return Tensor.UnsafeCreateTensor(attached);
        }
        finally
        {
            // The output owns the node from here on; if there is none, this releases it.
            THSAutograd_CSharpNode_disposeSharedPtr(pointers);
            THSAutograd_CSharpNode_disposeWeakPtr(pointers);
        }
    }

    // Called by libtorch, so no exception may leave it.
    private TensorArray Run(nint* gradients, int count)
    {
        int task = CurrentTask();
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
        return new((nint)_gradients, _inputs);
    }

    // TorchSharp looks for an error of its native library once backward returns, and each call of that library clears
    // it: so this comes last. On a thread of libtorch (CUDA) nobody looks: there a gradient of a wrong shape ends it.
    private void Fail(string text)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            _last = empty(0).DetachFromDisposeScope();
            _gradients[0] = _last.Handle;
        }
        SetError($"A part of the network failed when backward ran it again: {text}");
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

    // There is no function for it. But libtorch's error names a rounding mode that it does not know.
    private static void SetError(string text) => _ = THSTensor_div(One.Handle, One.Handle, text);

    private static readonly Tensor One = ones(1).DetachFromDisposeScope();
    private static readonly delegate* unmanaged<int> CurrentTask = (delegate* unmanaged<int>)
        NativeLibrary.GetExport(NativeLibraries.LibTorchCpu, MangledNames.CurrentGraphTask);

    // TorchSharp's autograd.Function calls these, too.
    private const string Library = NativeLibraries.TorchSharpLibrary;
    private readonly record struct TensorArray(nint First, long Count);
    private readonly record struct NodePointers(nint Shared, nint Weak);
    [LibraryImport(Library)]
    private static partial NodePointers THSAutograd_CSharpNode_ctor(Apply apply, Action delete);
    [LibraryImport(Library)]
    private static partial void THSAutograd_CSharpNode_setNextEdges(NodePointers node, TensorArray inputs, byte runs);
    [LibraryImport(Library)] private static partial void THSAutograd_CSharpNode_clearInputMetadata(NodePointers node);
    [LibraryImport(Library)]
    private static partial void THSAutograd_Function_wrapOutputs(TensorArray inputs, TensorArray constant,
        TensorArray changed, TensorArray outputs, NodePointers node, delegate* unmanaged<nuint, nint*> room);
    [LibraryImport(Library)] private static partial void THSAutograd_CSharpNode_disposeSharedPtr(NodePointers node);
    [LibraryImport(Library)] private static partial void THSAutograd_CSharpNode_disposeWeakPtr(NodePointers node);
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint THSTensor_div(nint left, nint right, string roundingMode);
}
