using System.Collections;
using System.Runtime.InteropServices;
using System.Text;
using static TorchSharp.torch;

namespace ModelZoo.LibTorch.Operators;

/// <summary>
/// Values as the C interface passes them: 64 bits each, numbers themselves and pointers for the rest. What is written
/// belongs to the call that it is given to. What is read is taken over: tensors by a TorchSharp tensor, everything
/// else is copied and freed.
/// </summary>
internal static unsafe class Slots
{
    /// <summary>The value, which must have passed SchemaType.Mismatch.</summary>
    internal static ulong Write(SchemaType type, object? value) => type.Kind switch
    {
        SchemaKind.Tensor => Tensor((Tensor)value!),
        SchemaKind.Int => (ulong)Convert.ToInt64(value),
        SchemaKind.Float => Float(Convert.ToDouble(value)),
        SchemaKind.Bool => Bool((bool)value!),
        SchemaKind.Text => Text((string)value!),
        SchemaKind.ScalarType => (ulong)(ScalarType)value!,
        SchemaKind.Layout => 0,   // strided
        SchemaKind.MemoryFormat => (ulong)(MemoryFormat)value!,
        SchemaKind.Device => ((ulong)((Device)value!).type << 32) | (uint)((Device)value).index,
        SchemaKind.Optional => value is null ? 0 : Optional(Write(type.Inner!, value)),
        _ => List(type, value as IList ?? Enumerable.Repeat(value, type.Length).ToArray()),
    };

    internal static object? Read(SchemaType type, ulong slot) => type.Kind switch
    {
        SchemaKind.Tensor => TorchSharp.torch.Tensor.UnsafeCreateTensor((nint)slot),
        SchemaKind.Int => (long)slot,
        SchemaKind.Float => BitConverter.UInt64BitsToDouble(slot),
        SchemaKind.Bool => (byte)slot != 0,
        SchemaKind.Text => ReadText((nint)slot),
        SchemaKind.ScalarType => (ScalarType)slot,
        SchemaKind.MemoryFormat => (MemoryFormat)slot,
        SchemaKind.Device => new Device((TorchSharp.DeviceType)(slot >> 32), (int)slot),
        SchemaKind.Optional => slot == 0 ? null : ReadOptional(type.Inner!, (ulong*)slot),
        SchemaKind.List => ReadList(type.Inner!, (nint)slot),
        _ => null,
    };

    /// <summary>The value of a slot that stays as it is: tensors are second handles, of no dispose scope; null for an undefined one.</summary>
    internal static object? Peek(SchemaType type, ulong slot)
    {
        switch (type.Kind)
        {
            case SchemaKind.Tensor:
                byte isDefined;
                StableInterface.Check(StableInterface.IsDefined((nint)slot, &isDefined));
                if (isDefined == 0)
                    return null;
                nint handle;
                StableInterface.Check(StableInterface.NewTensorHandle((nint)slot, &handle));
                return TorchSharp.torch.Tensor.UnsafeCreateTensor(handle).DetachFromDisposeScope();
            case SchemaKind.Text:
                byte* bytes;
                nuint length;
                StableInterface.Check(StableInterface.StringBytes((nint)slot, &bytes));
                StableInterface.Check(StableInterface.StringLength((nint)slot, &length));
                return Encoding.UTF8.GetString(bytes, (int)length);
            case SchemaKind.Optional:
                return slot == 0 ? null : Peek(type.Inner!, *(ulong*)slot);
            case SchemaKind.List:
                nuint count;
                StableInterface.Check(StableInterface.ListSize((nint)slot, &count));
                var items = new object?[count];
                for (nuint i = 0; i < count; i++)
                {
                    ulong item;
                    StableInterface.Check(StableInterface.GetItem((nint)slot, i, &item));
                    items[i] = Peek(type.Inner!, item);
                }
                return items;
            default:
                return Read(type, slot);
        }
    }

    internal static ulong Float(double value) => BitConverter.DoubleToUInt64Bits(value);
    internal static ulong Bool(bool value) => value ? 1UL : 0;

    internal static ulong Tensor(Tensor tensor)
    {
        nint handle;
        StableInterface.Check(StableInterface.NewTensorHandle(tensor.Handle, &handle));
        GC.KeepAlive(tensor);
        return (ulong)handle;
    }

    internal static ulong Tensors(ReadOnlySpan<Tensor> tensors)
    {
        nint list;
        StableInterface.Check(StableInterface.NewList((nuint)tensors.Length, &list));
        foreach (var tensor in tensors)
            StableInterface.Check(StableInterface.PushBack(list, Tensor(tensor)));
        return (ulong)list;
    }

    /// <summary>A list that has the same tensor at every place.</summary>
    internal static ulong Repeat(Tensor tensor, int count)
    {
        nint list;
        StableInterface.Check(StableInterface.NewList((nuint)count, &list));
        for (int i = 0; i < count; i++)
            StableInterface.Check(StableInterface.PushBack(list, Tensor(tensor)));
        return (ulong)list;
    }

    // The callee frees it with C++'s delete, which is C's free in every build of libtorch.
    private static ulong Optional(ulong value)
    {
        var slot = (ulong*)NativeMemory.Alloc(sizeof(ulong));
        *slot = value;
        return (ulong)slot;
    }

    private static ulong Text(string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        nint handle;
        fixed (byte* start = bytes)
            StableInterface.Check(StableInterface.NewString(start, (nuint)bytes.Length, &handle));
        return (ulong)handle;
    }

    private static ulong List(SchemaType type, IList items)
    {
        nint list;
        StableInterface.Check(StableInterface.NewList((nuint)items.Count, &list));
        foreach (var item in items)
            StableInterface.Check(StableInterface.PushBack(list, Write(type.Inner!, item)));
        return (ulong)list;
    }

    private static object? ReadOptional(SchemaType inner, ulong* slot)
    {
        var value = Read(inner, *slot);
        NativeMemory.Free(slot);
        return value;
    }

    private static string ReadText(nint handle)
    {
        byte* bytes;
        nuint length;
        StableInterface.Check(StableInterface.StringBytes(handle, &bytes));
        StableInterface.Check(StableInterface.StringLength(handle, &length));
        var text = Encoding.UTF8.GetString(bytes, (int)length);
        StableInterface.Check(StableInterface.DeleteString(handle));
        return text;
    }

    private static object ReadList(SchemaType inner, nint list)
    {
        nuint count;
        StableInterface.Check(StableInterface.ListSize(list, &count));
        var items = new object?[count];
        for (nuint i = 0; i < count; i++)
        {
            ulong item;
            StableInterface.Check(StableInterface.GetItem(list, i, &item));
            items[i] = Read(inner, item);
        }
        StableInterface.Check(StableInterface.DeleteList(list));
        return inner.Kind switch
        {
            SchemaKind.Tensor => Array.ConvertAll(items, item => (Tensor)item!),
            SchemaKind.Int => Array.ConvertAll(items, item => (long)item!),
            _ => items,
        };
    }
}
