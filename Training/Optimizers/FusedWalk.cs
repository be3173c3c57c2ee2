using System.Numerics;
using System.Runtime.CompilerServices;

namespace ModelZoo.Training.Optimizers;

/// <summary>One pass over parameter, gradient and states together, in main memory: each number is read once and written once.</summary>
/// <remarks>
/// An update is bound by memory, or for small tensors by calls: operator by operator, Adam passes twenty times over memory and
/// makes ten calls a tensor. The result does not depend on how the work is shared out: every element goes through the same instructions.
/// </remarks>
internal static unsafe class FusedWalk
{
    /// <summary>The memory of one parameter and of what belongs to it; states that are not kept are null.</summary>
    internal readonly record struct Part(nint Parameter, nint Gradient, nint First, nint Second, nint Third, long Length);

    // Below this many elements a second thread costs more than it brings.
    private const long Worthwhile = 64 * 1024;

    // What every thread of one walk sees.
    private readonly struct Work<TRule>(TRule rule, Decay decay, Part* parts, int count, long total, int shares)
    {
        internal readonly TRule Rule = rule;
        internal readonly Decay Decay = decay;
        internal readonly Part* Parts = parts;
        internal readonly int Count = count, Shares = shares;
        internal readonly long Total = total;
    }

    internal static void Run<T, TRule>(TRule rule, Decay decay, ReadOnlySpan<Part> parts, int threads)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TRule : struct, IRule
    {
        long total = 0;
        foreach (ref readonly var part in parts)
            total += part.Length;
        int shares = total < Worthwhile ? 1 : threads;
        fixed (Part* first = parts)
        {
            var work = new Work<TRule>(rule, decay, first, parts.Length, total, shares);
            if (shares == 1)
                Take<T, TRule>(0, Unsafe.AsPointer(ref work));
            else
                Threads.Share(shares, &Take<T, TRule>, Unsafe.AsPointer(ref work));
        }
    }

    private static void Take<T, TRule>(int share, void* state) where T : unmanaged, IBinaryFloatingPointIeee754<T> where TRule : struct, IRule
    {
        ref readonly var work = ref Unsafe.AsRef<Work<TRule>>(state);
        long from = work.Total * share / work.Shares, to = work.Total * (share + 1) / work.Shares, start = 0;
        for (int i = 0; i < work.Count; start += work.Parts[i++].Length)
        {
            long first = Math.Max(from - start, 0), last = Math.Min(to - start, work.Parts[i].Length);
            if (first < last)
                Walk<T, TRule>(work.Rule, work.Decay, work.Parts[i], first, last);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Walk<T, TRule>(TRule rule, Decay decay, Part part, long from, long to)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TRule : struct, IRule
    {
        T* parameter = (T*)part.Parameter, gradient = (T*)part.Gradient;
        T* first = (T*)part.First, second = (T*)part.Second, third = (T*)part.Third;
        var (own, decays) = (rule, decay);
        long i = from;
        for (; i + Lanes<T>.Count <= to; i += Lanes<T>.Count)
            Step(own, decays, parameter + i, gradient + i, first is null ? null : first + i, second is null ? null : second + i, third is null ? null : third + i);
        if (i == to)
            return;
        // The last few take the same way, through a register's worth of room.
        int left = (int)(to - i), room = Lanes<T>.Count;
        T* rest = stackalloc T[5 * room];
        new Span<T>(rest, 5 * room).Fill(T.One);
        Move(parameter, rest, true);
        Move(gradient, rest + room, true);
        Move(first, rest + 2 * room, true);
        Move(second, rest + 3 * room, true);
        Move(third, rest + 4 * room, true);
        Step(rule, decay, rest, rest + room, first is null ? null : rest + 2 * room, second is null ? null : rest + 3 * room, third is null ? null : rest + 4 * room);
        Move(parameter, rest, false);
        Move(first, rest + 2 * room, false);
        Move(second, rest + 3 * room, false);
        Move(third, rest + 4 * room, false);

        void Move(T* memory, T* register, bool load)
        {
            if (memory is null)
                return;
            if (load)
                new Span<T>(memory + i, left).CopyTo(new Span<T>(register, left));
            else
                new Span<T>(register, left).CopyTo(new Span<T>(memory + i, left));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<T, TRule>(in TRule rule, in Decay decay, T* parameter, T* gradient, T* first, T* second, T* third)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> where TRule : struct, IRule
    {
        Lanes<T> p = Lanes<T>.Load(parameter), g = Lanes<T>.Load(gradient), a = default, b = default, c = default;
        if (first is not null)
            a = Lanes<T>.Load(first);
        if (second is not null)
            b = Lanes<T>.Load(second);
        if (third is not null)
            c = Lanes<T>.Load(third);
        decay.Apply(ref p, ref g);
        rule.Apply(ref p, g, ref a, ref b, ref c);
        p.Store(parameter);
        if (first is not null)
            a.Store(first);
        if (second is not null)
            b.Store(second);
        if (third is not null)
            c.Store(third);
    }
}
