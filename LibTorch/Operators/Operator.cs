using System.Collections;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace ModelZoo.LibTorch.Operators;

/// <summary>
/// Any of libtorch's operators by its name, for what TorchSharp has no function for: Operator.Call("aten::mul.Tensor", a, b). Arguments stand
/// in the order of the operator's schema; what is left out at the end takes its default. Gradients flow as through TorchSharp's functions.
/// </summary>
/// <remarks>
/// Arguments are checked before the call, because libtorch's reason for an error cannot be read. Arguments stay the caller's; results belong
/// to the caller and to the current dispose scope. libtorch 2.10 cannot pass arguments of the types Scalar and Generator.
/// </remarks>
public sealed unsafe class Operator
{
    private static readonly ConcurrentDictionary<string, Operator> Known = new();
    private readonly byte* _name, _overload;

    /// <summary>An operator by its schema, such as mul.Tensor(Tensor self, Tensor other) -> Tensor.</summary>
    internal Operator(string schema)
    {
        Schema = OperatorSchema.Parse(schema) ?? throw new NotSupportedException($"The arguments of '{schema}' are not understood.");
        Name = Full(Schema.Name);
        var parts = Name.Split('.', 2);
        // Kept while the process lives. No overload is an empty name, not a null pointer.
        _name = Text(parts[0]);
        _overload = Text(parts.Length > 1 ? parts[1] : "");
    }

    internal string Name { get; }
    internal OperatorSchema Schema { get; }

    /// <summary>Calls an operator whose result is one tensor.</summary>
    /// <exception cref="ArgumentException">There is no such operator, or the arguments do not fit it.</exception>
    /// <exception cref="OperatorException">libtorch refused the call, mostly because the shapes do not fit.</exception>
    public static Tensor Call(string name, params object?[] arguments)
    {
        var found = Find(name);
        if (found.Schema.Results is not [{ Kind: SchemaKind.Tensor }])
            throw new ArgumentException($"The result of {found.Name} is ({string.Join(", ", found.Schema.Results.Select(type => type.Text))}), not one tensor: use {nameof(Invoke)}.");
        return (Tensor)found.Run(Given(arguments))[0]!;
    }

    /// <summary>Calls any operator and returns its results: tensors, arrays of them, numbers; nothing where it has none.</summary>
    public static object?[] Invoke(string name, params object?[] arguments) => Find(name).Run(Given(arguments));

    // C# takes a lone Tensor[] for the arguments themselves; it is one argument, a list.
    private static object?[] Given(object?[] arguments) => arguments.GetType() == typeof(object[]) ? arguments : [arguments];

    internal static Operator Find(string name) => Known.GetOrAdd(name, static name =>
    {
        var full = Full(name);
        return new(LibrarySchemas.Find(full) ?? throw Unknown(full));
    });

    private static ArgumentException Unknown(string name)
    {
        var overloads = LibrarySchemas.Names.Where(other => other.StartsWith(name + ".", StringComparison.Ordinal)).Take(8).ToArray();
        return overloads.Length > 0
            ? new ArgumentException($"{name} needs the name of its overload: {string.Join(", ", overloads)}.")
            : new ArgumentException(Nearest.To(name, LibrarySchemas.Names) is { Count: > 0 } near
                ? $"libtorch has no operator {name}. Did you mean {string.Join(" or ", near)}?" : $"libtorch has no operator {name}.");
    }

    internal object?[] Run(object?[] given)
    {
        var arguments = Complete(given);
        var results = Schema.Results;
        var slots = stackalloc ulong[Math.Max(1, Math.Max(arguments.Length, results.Length))];
        for (int i = 0; i < arguments.Length; i++)
            slots[i] = Slots.Write(Schema.Arguments[i].Type, arguments[i]);
        if (!TryCall(slots))
            throw Refused(arguments);
        var read = new object?[results.Length];
        for (int i = 0; i < read.Length; i++)
            read[i] = Slots.Read(results[i], slots[i]);
        return read;
    }

    /// <summary>Hands the written slots to the operator, which takes them over; its results are in the slots then. False after an error.</summary>
    internal bool TryCall(ulong* slots) => StableInterface.CallDispatcher(_name, _overload, slots, StableInterface.Version) == 0;

    // Everything is checked before anything is written: what is written can only be given to the call.
    private object?[] Complete(object?[] given)
    {
        var declared = Schema.Arguments;
        if (given.Length > declared.Length)
            throw new ArgumentException($"{Name} takes {declared.Length} arguments ({string.Join(", ", declared.Select(a => $"{a.Type.Text} {a.Name}"))}), but {given.Length} were given.");
        var arguments = new object?[declared.Length];
        for (int i = 0; i < declared.Length; i++)
        {
            if (i >= given.Length && !declared[i].HasDefault && !declared[i].Type.Unsupported)
                throw new ArgumentException($"{Name} needs the argument '{declared[i].Name}' ({declared[i].Type.Text}), the {i + 1}. of {declared.Length}.");
            arguments[i] = i < given.Length ? given[i] : declared[i].Default;
            if (declared[i].Type.Mismatch(arguments[i]) is { } wrong)
                throw new ArgumentException($"{Name}: argument '{declared[i].Name}' {wrong}.");
        }
        // libtorch 2.10 reads several results by the types in reverse order.
        var results = Schema.Results;
        if (results.Any(type => type.Unsupported) || results.Zip(results.Reverse()).Any(pair => pair.First != pair.Second))
            throw new ArgumentException($"{Name}: libtorch 2.10's C interface cannot return its results ({string.Join(", ", results.Select(type => type.Text))}).");
        return arguments;
    }

    internal OperatorException Refused(params object?[] arguments) =>
        new($"libtorch refused {Name}({string.Join(", ", arguments.Select(Describe))}): the shapes or types do not fit, or the memory is short.");

    private static string Describe(object? value) => value switch
    {
        null => "null",
        Tensor { IsInvalid: false } tensor => $"{tensor.dtype}[{string.Join(", ", tensor.shape)}]",
        string text => $"'{text}'",
        IList items => $"[{string.Join(", ", items.Cast<object?>().Take(8).Select(Describe))}{(items.Count > 8 ? ", ..." : "")}]",
        _ => FormattableString.Invariant($"{value}"),
    };

    private static string Full(string name) => name.Contains("::") ? name : $"aten::{name}";

    private static byte* Text(string value) => (byte*)Marshal.StringToCoTaskMemUTF8(value);
}
