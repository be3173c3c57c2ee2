using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

using LibTorch.Interop;
using TorchSharp;

namespace LibTorch;

/// <summary>Every operator of libtorch by its name, such as "add.Tensor" (the namespace aten is understood).</summary>
public static partial class Operators
{
    private struct Entry
    {
        public string? Name;
        public nint Operator;
    }

    // Literals are interned, so a name is found by its address in a few nanoseconds; any other string by its text.
    private static readonly Entry[] Literals = new Entry[4096];
    private static readonly ConcurrentDictionary<string, nint> ByText = new(StringComparer.Ordinal);
    private static int _literalCount;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint Find(string name)
    {
        for (int slot = RuntimeHelpers.GetHashCode(name) & (Literals.Length - 1); ; slot = (slot + 1) & (Literals.Length - 1))
        {
            ref var entry = ref Literals[slot];
            var known = Volatile.Read(ref entry.Name);
            if (ReferenceEquals(known, name))
                return entry.Operator;
            if (known is null)
                return FindByText(name);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint FindByText(string name)
    {
        var op = ByText.GetOrAdd(name, static text =>
            TryFind(text, out var found)
                ? found
                : throw new TorchException($"There is no operator '{text}' in libtorch {torch.__version__}: check its name and overload."));
        if (string.IsInterned(name) is { } literal && ReferenceEquals(literal, name))
            Remember(name, op);
        return op;
    }

    private static void Remember(string name, nint op)
    {
        lock (Literals)
        {
            if (_literalCount >= Literals.Length / 2)
                return;
            int slot = RuntimeHelpers.GetHashCode(name) & (Literals.Length - 1);
            while (Literals[slot].Name is { } other)
            {
                if (ReferenceEquals(other, name))
                    return;
                slot = (slot + 1) & (Literals.Length - 1);
            }
            Literals[slot].Operator = op;
            Volatile.Write(ref Literals[slot].Name, name);
            _literalCount++;
        }
    }

    private static bool TryFind(string text, out nint op)
    {
        var space = text.Contains("::") ? text : "aten::" + text;
        var dot = space.IndexOf('.');
        var (name, overload) = dot < 0 ? (space, "") : (space[..dot], space[(dot + 1)..]);
        Native.Check(Native.mz_operator_find(name, overload, out op), text);
        return op != 0;
    }

    /// <summary>Whether the loaded libtorch has an operator of that name.</summary>
    public static bool Exists(string name) => TryFind(name, out _);

    /// <summary>The operator's schema: its parameters with their types and defaults, and its results.</summary>
    public static string Schema(string name)
    {
        Native.Check(Native.mz_operator_schema(Find(name), out var text), name);
        return Marshal.PtrToStringUTF8(text)!;
    }

    private static void Throw(string name, ReadOnlySpan<Argument> arguments) => Native.Throw(Describe(name, arguments));

    private static ObjectDisposedException Disposed(string name, ReadOnlySpan<Argument> arguments) =>
        new(nameof(torch.Tensor), $"{Describe(name, arguments)}: a tensor given to it has been disposed already.");

    private static string Describe(string name, ReadOnlySpan<Argument> arguments)
    {
        var given = new List<string>(arguments.Length);
        foreach (var argument in arguments)
            given.Add(argument.Describe());
        return $"{name}({string.Join(", ", given)})";
    }
}
