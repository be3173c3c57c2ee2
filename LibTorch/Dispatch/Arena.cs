using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;

namespace LibTorch;

/// <summary>Room for the lists of one call: the caller's stack while they are short, else memory of its own.</summary>
internal unsafe ref struct Arena(long* words, int room)
{
    private long* _next = words;
    private int _left = room;
    private List<nint>? _blocks;

    internal long Copy<T>(ReadOnlySpan<T> items) where T : unmanaged
    {
        var to = Take(items.Length * sizeof(T));
        items.CopyTo(new Span<T>(to, items.Length));
        return (long)to;
    }

    /// <summary>The handles of the tensors, each held; on a disposed one those held before it are let go again.</summary>
    internal long Hold(torch.Tensor?[] tensors)
    {
        var to = (nint*)Take(tensors.Length * sizeof(nint));
        for (int i = 0; i < tensors.Length; i++)
        {
            try
            {
                to[i] = tensors[i]?.Hold() ?? 0;
            }
            catch
            {
                for (int j = 0; j < i; j++)
                    tensors[j]?.LetGo();
                throw;
            }
        }
        return (long)to;
    }

    private void* Take(int bytes)
    {
        int words = (bytes + 7) / 8;
        if (words > _left)
        {
            var block = NativeMemory.Alloc((nuint)Math.Max(bytes, 1));
            (_blocks ??= []).Add((nint)block);
            return block;
        }
        var at = _next;
        _next += words;
        _left -= words;
        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly void Free()
    {
        if (_blocks is not null)
            foreach (var block in _blocks)
                NativeMemory.Free((void*)block);
    }
}
