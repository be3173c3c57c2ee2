using System.Runtime.CompilerServices;
using LibTorch.Interop;
using TorchSharp;

namespace LibTorch;

public static partial class Operators
{
    private const int MostArguments = 32;
    private const int ScratchWords = 64;

    [InlineArray(MostArguments)]
    private struct Values
    {
        private NativeValue _first;
    }

    [InlineArray(ScratchWords)]
    private struct Scratch
    {
        private long _first;
    }

    /// <summary>Calls an operator that returns one tensor.</summary>
    public static torch.Tensor Call(string name, params ReadOnlySpan<Argument> arguments)
    {
        NativeResult result;
        unsafe
        {
            if (Invoke(name, arguments, &result, 1) == 1 && result.Tag == (sbyte)Tag.Tensor && result.Bits != 0)
                return new torch.Tensor(in result);
        }
        throw new TorchException($"{Describe(name, arguments)}: does not return exactly one tensor.");
    }

    /// <summary>Calls an operator that changes its first argument, and returns that.</summary>
    public static unsafe torch.Tensor CallInPlace(string name, params ReadOnlySpan<Argument> arguments)
    {
        if (arguments.Length == 0 || arguments[0].Tag != Tag.Tensor)
            throw new TorchException($"{Describe(name, arguments)}: the first argument must be the tensor to change.");
        NativeResult result;
        Invoke(name, arguments, &result, 0);
        var self = Unsafe.As<torch.Tensor>(arguments[0].Reference!);
        self.Describe(in result);
        return self;
    }

    /// <summary>Calls an operator that returns several tensors, or a list of them; an undefined one is null.</summary>
    public static unsafe torch.Tensor[] CallMany(string name, params ReadOnlySpan<Argument> arguments)
    {
        const int usual = 8;
        var few = stackalloc NativeResult[usual];
        int count = Invoke(name, arguments, few, usual);
        if (count <= usual)
            return Wrap(name, new ReadOnlySpan<NativeResult>(few, count));
        var many = new NativeResult[count];
        fixed (NativeResult* results = many)
            Native.Check(Native.mz_take(results, count), name);
        return Wrap(name, many);
    }

    /// <summary>Calls an operator for its effect alone.</summary>
    public static unsafe void CallVoid(string name, params ReadOnlySpan<Argument> arguments)
    {
        NativeResult unused;
        if (Invoke(name, arguments, &unused, 1) == 1 && unused.Tag == (sbyte)Tag.Tensor)
            Native.mz_tensor_free(unused.Bits);
    }

    internal static unsafe NativeResult CallScalar(string name, params ReadOnlySpan<Argument> arguments)
    {
        NativeResult result;
        Invoke(name, arguments, &result, 1);
        return result;
    }

    private static torch.Tensor[] Wrap(string name, ReadOnlySpan<NativeResult> results)
    {
        foreach (ref readonly var result in results)
            if (result.Tag is not ((sbyte)Tag.Tensor or (sbyte)Tag.None))
                throw Unwrapped(name, results);
        var tensors = new torch.Tensor[results.Length];
        for (int i = 0; i < tensors.Length; i++)
            tensors[i] = results[i].Bits == 0 ? null! : new torch.Tensor(in results[i]);
        return tensors;
    }

    private static TorchException Unwrapped(string name, ReadOnlySpan<NativeResult> results)
    {
        foreach (ref readonly var result in results)
            if (result.Tag == (sbyte)Tag.Tensor)
                Native.mz_tensor_free(result.Bits);
        return new($"{name}: returns not only tensors.");
    }

    // Holds every tensor for the length of the call, so that no other thread and no finalizer frees it meanwhile.
    [SkipLocalsInit]
    private static unsafe int Invoke(string name, ReadOnlySpan<Argument> arguments, NativeResult* results, int capacity)
    {
        Values values;
        Scratch scratch;
        var native = (NativeValue*)&values;
        var space = new Arena((long*)&scratch, ScratchWords);
        var op = Find(name);
        int held = 0, status, produced = 0;
        if (arguments.Length > MostArguments)
            throw new TorchException($"{name}: {arguments.Length} arguments are more than any operator takes.");
        try
        {
            for (; held < arguments.Length; held++)
                Box(in arguments[held], native + held, ref space);
            status = Native.mz_call(op, native, held, results, capacity, &produced);
        }
        catch (ObjectDisposedException)
        {
            throw Disposed(name, arguments);
        }
        finally
        {
            for (int i = 0; i < held; i++)
                Release(in arguments[i]);
            space.Free();
        }
        if (status < 0)
            Throw(name, arguments);
        return produced;
    }

    private static unsafe void Box(in Argument argument, NativeValue* value, ref Arena space)
    {
        value->Tag = argument.Tag;
        value->Count = argument.Count;
        switch (argument.Tag)
        {
            case Tag.Tensor:
                value->Bits = Unsafe.As<torch.Tensor>(argument.Reference!).Hold();
                break;
            case Tag.Generator:
                value->Bits = Unsafe.As<torch.Generator>(argument.Reference!).Hold();
                break;
            case Tag.Ints:
                value->Bits = space.Copy<long>((long[])argument.Reference!);
                break;
            case Tag.Doubles:
                value->Bits = space.Copy<double>((double[])argument.Reference!);
                break;
            case Tag.Bools:
                value->Bits = space.Copy<bool>((bool[])argument.Reference!);
                break;
            case Tag.String:
                var text = System.Text.Encoding.UTF8.GetBytes((string)argument.Reference!);
                value->Count = text.Length;
                value->Bits = space.Copy<byte>(text);
                break;
            case Tag.Tensors:
                value->Bits = space.Hold((torch.Tensor?[])argument.Reference!);
                break;
            default:
                value->Bits = argument.Bits;
                break;
        }
    }

    private static void Release(in Argument argument)
    {
        if (argument.Tag == Tag.Tensor)
            Unsafe.As<torch.Tensor>(argument.Reference!).LetGo();
        else if (argument.Tag == Tag.Generator)
            Unsafe.As<torch.Generator>(argument.Reference!).DangerousRelease();
        else if (argument.Tag == Tag.Tensors)
            foreach (var tensor in (torch.Tensor?[])argument.Reference!)
                tensor?.LetGo();
    }
}
