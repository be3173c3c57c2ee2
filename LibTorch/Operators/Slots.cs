using System.Collections;
using System.Runtime.InteropServices;
using System.Text;
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
    internal static object? Read(SchemaType type, ulong slot) => Read(type, slot, taken: true);

    /// <summary>Leaves the slot as it is: tensors are second handles of no dispose scope, null if undefined.</summary>
    internal static object? Peek(SchemaType type, ulong slot) => Read(type, slot, taken: false);

    private static object? Read(SchemaType type, ulong slot, bool taken)
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

    internal static ulong Tensors(Tensor[] tensors) => List(SchemaType.Parse("Tensor"), tensors);

    internal static ulong Tensor(Tensor tensor)
    {
        Check(aoti_torch_new_tensor_handle(tensor.Handle, out nint handle));
        GC.KeepAlive(tensor);
        return (ulong)handle;
    }

    internal static object? ReadTensor(ulong slot, bool taken)
    {
        if (taken)
            return TorchSharp.torch.Tensor.UnsafeCreateTensor((nint)slot);
        Check(aoti_torch_is_defined((nint)slot, out byte isDefined));
        if (isDefined == 0)
            return null;
        Check(aoti_torch_new_tensor_handle((nint)slot, out nint handle));
        return TorchSharp.torch.Tensor.UnsafeCreateTensor(handle).DetachFromDisposeScope();
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
        for (int i = 0; i < items.Count; i++)
            Check(torch_list_push_back(list, Write(inner, items[i])));
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
