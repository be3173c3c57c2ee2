using LibTorch.Interop;
using TorchSharp;

namespace LibTorch;

/// <summary>One reference to libtorch's tensor, counted, with the finalizer that frees a forgotten one.</summary>
/// <remarks>
/// What a SafeHandle does, but used again: making and suppressing a finalizable object costs the runtime a hundred
/// nanoseconds, a fifth of a small operator. A handle is open while its count is above zero; closed ones wait in a pool.
/// </remarks>
internal sealed class TensorHandle
{
    private const int MostPooled = 1024;
    [ThreadStatic] private static Stack<TensorHandle>? _pool;

    private nint _tensor;
    private long _bytes;
    private int _count;

    /// <summary>The first sizes of the tensor, and the scope that disposes it.</summary>
    internal Sizes Sizes;
    internal DisposeScope? Scope;

    private TensorHandle() { }

    internal static TensorHandle Open(nint tensor, long bytes)
    {
        var handle = _pool is { Count: > 0 } pool ? pool.Pop() : new TensorHandle();
        handle._tensor = tensor;
        handle._bytes = bytes;
        Volatile.Write(ref handle._count, 1);
        Ledger.Add(bytes);
        return handle;
    }

    /// <summary>Keeps the tensor alive until Release; false if it is closed already.</summary>
    internal bool TryHold(out nint tensor)
    {
        int count = Volatile.Read(ref _count);
        while (count > 0)
        {
            int seen = Interlocked.CompareExchange(ref _count, count + 1, count);
            if (seen == count)
            {
                tensor = _tensor;
                return true;
            }
            count = seen;
        }
        tensor = 0;
        return false;
    }

    internal void Release()
    {
        if (Interlocked.Decrement(ref _count) != 0 || !Free())
            return;
        Scope = null;
        var pool = _pool ??= new Stack<TensorHandle>();
        if (pool.Count < MostPooled)
            pool.Push(this);
        else
            GC.SuppressFinalize(this);
    }

    /// <summary>A tensor that was resized in place counts for what it is now.</summary>
    internal void Resize(long bytes)
    {
        if (bytes == _bytes)
            return;
        Ledger.Resize(_bytes, bytes);
        _bytes = bytes;
    }

    private bool Free()
    {
        if (_tensor == 0)
            return false;
        Native.mz_tensor_free(_tensor);
        _tensor = 0;
        Ledger.Remove(_bytes);
        return true;
    }

    // A finalizer of the user's may still dispose the tensor after this; then the count is spent and the handle not used again.
    ~TensorHandle()
    {
        _count = 0;
        Free();
    }
}
