using System.Runtime.InteropServices;
using ModelZoo.LibTorch.Operators;
using ModelZoo.LibTorch.Runtime;
using static TorchSharp.torch;

namespace ModelZoo.LibTorch.Modes;

/// <summary>
/// C# kernels for operators, on a dispatch key that no tensor of a CPU or GPU has. They are registered once and run
/// only on a thread that turns the key on. Operators that an operator calls are not seen.
/// </summary>
internal static unsafe class Interception
{
    // The autocast of a device that is not there. It is above autograd, and operators without a kernel fall through,
    // which is not so for all such keys (AutocastIPU). Its own kernels change tensors of that device only.
    private const string KeyName = "AutocastMAIA";

    internal interface IListener
    {
        /// <summary>Before the call, which may change arguments in place. The result is handed to End.</summary>
        object?[] Begin(Operator called, object?[] arguments);

        /// <summary>After the call; no results if libtorch refused it. The listener disposes the tensors.</summary>
        void End(Operator called, object?[] begun, object?[] arguments, object?[]? results);
    }

    private delegate void Kernel(ulong* slots, ulong arguments, ulong results);

    private static readonly delegate* unmanaged<ushort, byte, void> Include = (delegate* unmanaged<ushort, byte, void>)
        NativeLibrary.GetExport(NativeLibraries.C10, MangledNames.SetDispatchKeyIncluded);
    private static readonly delegate* unmanaged<ushort, byte, void> Exclude = (delegate* unmanaged<ushort, byte, void>)
        NativeLibrary.GetExport(NativeLibraries.C10, MangledNames.SetDispatchKeyExcluded);
    private static readonly ushort Key = FindKey();

    // By the operator's name; null where libtorch 2.10 cannot pass the arguments on. Keeps them for libtorch.
    private static readonly Dictionary<string, Kernel?> Kernels = [];
    private static readonly nint Library = NewLibrary();
    private static readonly Tensor Nothing = TorchSharp.torch.empty(0).DetachFromDisposeScope();
    private static readonly Tensor[] NoTensors = [];

    [ThreadStatic] private static IListener? _listener;

    /// <summary>All of libtorch's operators. To find and register them takes about half a second, once.</summary>
    internal static IEnumerable<Operator> All =>
        LibrarySchemas.Names.Where(name => name.StartsWith("aten::")).Select(Operator.Find);

    /// <summary>Runs something and tells of each of these operators that it calls on this thread.</summary>
    internal static void During(Action action, IListener listener, IEnumerable<Operator> operators)
    {
        lock (Kernels)
            foreach (var called in operators)
                if (!Kernels.ContainsKey(called.Name))
                    Kernels[called.Name] = Register(called);
        var outer = _listener;
        _listener = listener;
        Turn(on: true);
        try
        {
            action();
        }
        finally
        {
            Turn(on: outer is not null);
            _listener = outer;
        }
    }

    // Every thread starts with autocast's keys excluded, as if autocast were off.
    private static void Turn(bool on)
    {
        Include(Key, (byte)(on ? 1 : 0));
        Exclude(Key, (byte)(on ? 0 : 1));
    }

    private static ushort FindKey()
    {
        var nameOf = (delegate* unmanaged<ushort, byte*>)
            NativeLibrary.GetExport(NativeLibraries.C10, MangledNames.DispatchKeyName);
        for (ushort key = 0; key < 256; key++)
            if (Marshal.PtrToStringUTF8((nint)nameOf(key)) == KeyName)
                return key;
        throw new NotSupportedException($"This libtorch has no dispatch key {KeyName}.");
    }

    private static nint NewLibrary()
    {
        nint library;
        fixed (byte* space = "aten\0"u8, key = "AutocastMAIA\0"u8, file = "Interception.cs\0"u8)
            StableInterface.Check(StableInterface.NewLibrary(space, key, file, 0, &library));
        return library;
    }

    private static Kernel? Register(Operator called)
    {
        if (!CanPass(called.Schema))
            return null;
        Kernel kernel = (slots, _, _) => Run(called, slots);
        var pointer = (delegate* unmanaged<ulong*, ulong, ulong, void>)Marshal.GetFunctionPointerForDelegate(kernel);
        return StableInterface.Implement(Library, called.Name, pointer, StableInterface.Version) == 0 ? kernel : null;
    }

    // Only operators that return tensors are part of a graph. After a refusal, others have nothing to return instead.
    private static bool CanPass(OperatorSchema schema) => schema.Arguments.All(argument => Known(argument.Type))
        && schema.Results.Length > 0 && (schema.Results.All(type => type.Kind == SchemaKind.Tensor)
            || schema.Results is [{ Kind: SchemaKind.List, Inner.Kind: SchemaKind.Tensor }]);

    private static bool Known(SchemaType type) =>
        type.Kind != SchemaKind.Unsupported && (type.Inner is null || Known(type.Inner));

    // Called by libtorch, so no exception may leave it.
    private static void Run(Operator called, ulong* slots)
    {
        var schema = called.Schema;
        var listener = _listener;
        object?[] arguments = [], begun = [];
        Turn(on: false);
        if (listener is not null)
            Note(() =>
            {
                arguments = [.. schema.Arguments.Select((item, i) => Slots.Read(item.Type, slots[i], taken: false))];
                begun = listener.Begin(called, arguments);
            });
        // Whatever was noted: this takes over the arguments, and libtorch expects results in the slots.
        bool done = called.TryCall(slots);
        if (!done)
            for (int i = 0; i < schema.Results.Length; i++)
                slots[i] =
                    Slots.Write(schema.Results[i], schema.Results[i].Kind == SchemaKind.List ? NoTensors : Nothing);
        if (listener is not null)
            Note(() => listener.End(called, begun, arguments,
                done ? [.. schema.Results.Select((result, i) => Slots.Read(result, slots[i], taken: false))] : null));
        // A thread that libtorch started for this one has the key, but nobody to turn it off.
        Turn(on: listener is not null);
    }

    private static void Note(Action action)
    {
        try
        {
            action();
        }
        catch (Exception error)
        {
            Failure ??= error;
        }
    }

    /// <summary>What went wrong in a kernel of this thread.</summary>
    [ThreadStatic] internal static Exception? Failure;
}
