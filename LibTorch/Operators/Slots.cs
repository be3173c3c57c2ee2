using System.Collections;
using System.Runtime.InteropServices;
using System.Text;
using TorchSharp;
using static ModelZoo.LibTorch.Operators.StableInterface;
using static TorchSharp.torch;

namespace ModelZoo.LibTorch.Operators;

/// <summary>Values as the C interface passes them: 64 bits each, numbers themselves, pointers for the rest.</summary>
internal static unsafe class Slots
{
    /// <summary>The value, which has passed SchemaType.Mismatch. It belongs to the call that it is given to.</summary>
    internal static ulong Write(SchemaType type, object? value)
    {
        if (type.Kind == SchemaKind.List)
            return List(type.Inner!, value as IList ?? Enumerable.Repeat(value, type.Length).ToArray());
        if (type.Kind != SchemaKind.Optional)
            return type.Value!.Write(value!);
        if (value is null)
            return 0;
        // The callee frees it with C++'s delete, which is C's free in every build of libtorch.
        var slot = (ulong*)NativeMemory.Alloc(sizeof(ulong));
        *slot = Write(type.Inner!, value);
        return (ulong)slot;
    }

    /// <summary>Takes over what is in the slot: TorchSharp tensors own tensors, the rest is copied and freed.</summary>
    /// <param name="taken">False leaves it: tensors are second handles of no dispose scope, null if undefined.</param>
    internal static object? Read(SchemaType type, ulong slot, bool taken = true)
    {
        if (type.Kind == SchemaKind.List)
            return ReadList(type.Inner!, (nint)slot, taken);
        if (type.Kind != SchemaKind.Optional)
            return type.Value!.Read(slot, taken);
        if (slot == 0)
            return null;
        var value = Read(type.Inner!, *(ulong*)slot, taken);
        if (taken)
            NativeMemory.Free((void*)slot);
        return value;
    }

    internal static ulong Tensor(Tensor tensor)
    {
        Check(aoti_torch_new_tensor_handle(tensor.Handle, out nint handle));
        GC.KeepAlive(tensor);
        return (ulong)handle;
    }

    internal static object? ReadTensor(ulong slot, bool taken)
    {
        if (taken)
            return torch.Tensor.UnsafeCreateTensor((nint)slot);
        Check(aoti_torch_is_defined((nint)slot, out byte isDefined));
        if (isDefined == 0)
            return null;
        Check(aoti_torch_new_tensor_handle((nint)slot, out nint handle));
        return torch.Tensor.UnsafeCreateTensor(handle).DetachFromDisposeScope();
    }

    internal static ulong Text(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        Check(torch_new_string_handle(bytes, (nuint)bytes.Length, out nint text));
        return (ulong)text;
    }

    internal static string ReadText(ulong slot, bool taken)
    {
        Check(torch_string_c_str((nint)slot, out byte* bytes));
        Check(torch_string_length((nint)slot, out nuint length));
        var text = Encoding.UTF8.GetString(bytes, (int)length);
        if (taken)
            Check(torch_delete_string((nint)slot));
        return text;
    }

    private static ulong List(SchemaType inner, IList items)
    {
        Check(torch_new_list_reserve_size((nuint)items.Count, out nint list));
        foreach (var item in items)
            Check(torch_list_push_back(list, Write(inner, item)));
        return (ulong)list;
    }

    private static object?[] ReadList(SchemaType inner, nint list, bool taken)
    {
        Check(torch_list_size(list, out nuint count));
        var items = inner.Kind == SchemaKind.Tensor ? new Tensor[count] : new object?[count];
        for (nuint i = 0; i < count; i++)
        {
            Check(torch_list_get_item(list, i, out ulong item));
            items[i] = Read(inner, item, taken);
        }
        if (taken)
            Check(torch_delete_list(list));
        return items;
    }
}

/// <summary>Values of one type, which fit a slot. Read is told whether to take over what the slot owns.</summary>
internal sealed record SlotValue(
    string Name, Func<object, bool> Fits, Func<object, ulong> Write, Func<ulong, bool, object?> Read)
{
    private static readonly SlotValue Int = new("an int or long",
        value => value is int or long, value => (ulong)Convert.ToInt64(value), (slot, _) => (long)slot);

    private static SlotValue Of<T>(string name, Func<T, ulong> write, Func<ulong, bool, object?> read) =>
        new(name, value => value is T, value => write((T)value), read);

    /// <summary>By the type's name in schemas. libtorch 2.10 cannot pass others: Scalar, Generator.</summary>
    internal static readonly Dictionary<string, SlotValue> OfType = new()
    {
        ["Tensor"] = Of<Tensor>("a Tensor", Slots.Tensor, Slots.ReadTensor),
        ["int"] = Int,
        ["SymInt"] = Int,
        ["float"] = new("a double", value => value is double or float or long or int,
            value => BitConverter.DoubleToUInt64Bits(Convert.ToDouble(value)),
            (slot, _) => BitConverter.UInt64BitsToDouble(slot)),
        ["bool"] = Of<bool>("a bool", value => value ? 1UL : 0, (slot, _) => (byte)slot != 0),
        ["str"] = Of<string>("a string", Slots.Text, Slots.ReadText),
        ["ScalarType"] = Of<ScalarType>("a ScalarType", value => (ulong)value, (slot, _) => (ScalarType)slot),
        ["MemoryFormat"] = Of<MemoryFormat>(
            $"a {typeof(MemoryFormat).FullName}", value => (ulong)value, (slot, _) => (MemoryFormat)slot),
        ["Layout"] = new("layout.strided", value => value is layout.strided, _ => 0, (_, _) => null),
        ["Device"] = Of<Device>("a Device", value => ((ulong)value.type << 32) | (uint)value.index,
            (slot, _) => new Device((DeviceType)(slot >> 32), (int)slot)),
    };
}
