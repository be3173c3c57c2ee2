using System.Collections;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace ModelZoo.LibTorch.Operators;

/// <summary>libtorch refused a call. An ExternalException, as TorchSharp throws for its own functions.</summary>
public sealed class OperatorException(string message) : ExternalException(message);

/// <summary>
/// Calls any operator of libtorch by its name: Operator.Call("aten::mul.Tensor", a, b). Arguments come in the order of
/// the operator's schema. Those left out at the end take their defaults. Gradients flow.
/// </summary>
/// <remarks>
/// Arguments are checked before the call, because libtorch's reason for an error cannot be read. The caller keeps them.
/// Results belong to the current dispose scope. libtorch 2.10 leaks 48 bytes for each text argument.
/// </remarks>
public sealed unsafe class Operator
{
    private static readonly ConcurrentDictionary<string, Operator> Known = new();
    private readonly byte* _name, _overload;

    internal Operator(string schema)
    {
        Schema = OperatorSchema.Parse(schema) ?? throw new NotSupportedException($"'{schema}' is not understood.");
        Name = FullName(Schema.Name);
        var parts = $"{Name}.".Split('.');
        // Kept while the process lives. No overload is an empty name, not a null pointer.
        _name = (byte*)Marshal.StringToCoTaskMemUTF8(parts[0]);
        _overload = (byte*)Marshal.StringToCoTaskMemUTF8(parts[1]);
    }

    internal string Name { get; }
    internal OperatorSchema Schema { get; }

    /// <summary>Calls an operator whose result is one tensor.</summary>
    public static Tensor Call(string name, params object?[] arguments) =>
        Find(name) is { Schema.Results: not [{ Kind: SchemaKind.Tensor }] } other
            ? throw new ArgumentException(
                $"The result of {other.Name} is ({other.Schema.ResultText}), not one tensor: use Invoke.")
            : (Tensor)Invoke(name, arguments)[0]!;

    /// <summary>Calls any operator and returns its results: tensors, arrays of them, numbers, or none.</summary>
    // C# takes a lone Tensor[] for the arguments themselves; it is one argument, a list.
    public static object?[] Invoke(string name, params object?[] arguments) =>
        Find(name).Run(arguments.GetType() == typeof(object[]) ? arguments : [arguments]);

    internal static string FullName(string name) => name.Contains("::") ? name : $"aten::{name}";

    internal static Operator Find(string name) => Known.GetOrAdd(name, static name =>
        new(LibrarySchemas.Find(FullName(name)) ?? throw Unknown(FullName(name))));

    /// <summary>The operator of this schema, without a look into libtorch's file.</summary>
    internal static Operator Declared(string schema) => Known.GetOrAdd(schema[..schema.IndexOf('(')], _ => new(schema));

    private static ArgumentException Unknown(string name)
    {
        var overloads = LibrarySchemas.Names.Where(other => other.StartsWith(name + ".")).Take(8).ToArray();
        if (overloads.Length > 0)
            return new($"{name} needs the name of its overload: {string.Join(", ", overloads)}.");
        var near = string.Join(" or ", Nearest.To(name, LibrarySchemas.Names));
        return new($"libtorch has no operator {name}.{(near == "" ? "" : $" Did you mean {near}?")}");
    }

    /// <param name="onThisThread">Without libtorch's other threads, which cost more than they bring for little.</param>
    internal object?[] Run(object?[] given, bool onThisThread = false)
    {
        var arguments = Complete(given);
        var slots = stackalloc ulong[Math.Max(arguments.Length, Schema.Results.Length) + 1];
        for (int i = 0; i < arguments.Length; i++)
            slots[i] = Slots.Write(Schema.Arguments[i].Type, arguments[i]);
        if (!(onThisThread ? TryCallOnThisThread(slots) : TryCall(slots)))
            throw Refused(arguments);
        return [.. Schema.Results.Select((type, i) => Slots.Read(type, slots[i]))];
    }

    /// <summary>Hands over the written slots, which then hold the results. False after an error.</summary>
    internal bool TryCall(ulong* slots) =>
        StableInterface.torch_call_dispatcher(_name, _overload, slots, StableInterface.Version) == 0;

    // libtorch starts no threads within a share of a loop, and a loop of one item is one share.
    private bool TryCallOnThisThread(ulong* slots)
    {
        var call = (Operator: this, Slots: (nint)slots, Done: false);
        StableInterface.Check(StableInterface.torch_parallel_for(0, 1, 1, &Body, Unsafe.AsPointer(ref call)));
        return call.Done;

        [UnmanagedCallersOnly]
        static void Body(long begin, long end, void* context)
        {
            ref var call = ref Unsafe.AsRef<(Operator Operator, nint Slots, bool Done)>(context);
            call.Done = call.Operator.TryCall((ulong*)call.Slots);
        }
    }

    // Everything is checked before anything is written: what is written can only be given to the call.
    private object?[] Complete(object?[] given)
    {
        var declared = Schema.Arguments;
        if (given.Length > declared.Length)
            throw new ArgumentException(
                $"{Name} takes {declared.Length} arguments ({Schema.ArgumentText}), but {given.Length} were given.");
        var arguments = new object?[declared.Length];
        for (int i = 0; i < declared.Length; i++)
        {
            var (name, type, hasDefault, standard) = declared[i];
            if (i >= given.Length && !hasDefault && !type.Unsupported)
                throw new ArgumentException(
                    $"{Name} needs the argument '{name}' ({type.Text}), the {i + 1}. of {declared.Length}.");
            arguments[i] = i < given.Length ? given[i] : standard;
            if (type.Mismatch(arguments[i]) is { } wrong)
                throw new ArgumentException($"{Name}: argument '{name}' {wrong}.");
        }
        // libtorch 2.10 reads several results by the types in reverse order.
        if (Schema.Results.Any(type => type.Unsupported) || !Schema.Results.SequenceEqual(Schema.Results.Reverse()))
            throw new ArgumentException(
                $"{Name}: libtorch 2.10's C interface cannot return its results ({Schema.ResultText}).");
        return arguments;
    }

    internal OperatorException Refused(object?[] arguments) =>
        new($"libtorch refused {Name}({string.Join(", ", arguments.Select(Describe))}): "
            + "the shapes or types do not fit, or the memory is short.");

    private static string Describe(object? value) => value switch
    {
        null => "null",
        Tensor { IsInvalid: false } tensor => $"{tensor.dtype}[{string.Join(", ", tensor.shape)}]",
        string text => $"'{text}'",
        IList { Count: > 8 } items => $"[{Describe(items[0])}, ...]",
        IList items => $"[{string.Join(", ", items.Cast<object?>().Select(Describe))}]",
        _ => FormattableString.Invariant($"{value}"),
    };
}
