using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using static TorchSharp.torch;

namespace ModelZoo.LibTorch.Runtime;

/// <summary>
/// Tells oneDNN the sizes of the CPU's caches where a virtual machine hides them. Some hypervisors leave CPUID leaf
/// 0x8000001D empty on AMD. Then oneDNN 3.7 (in libtorch 2.10) assumes caches of one byte and computes wrong: a
/// convolution of 20 channels is off by a tenth, and some gradients divide by zero. See also oneDNN's issue 5313.
/// </summary>
/// <remarks>
/// oneDNN keeps the sizes in one object (Xbyak's Cpu) in libtorch_cpu's memory, which 21 numbers in a row identify. If
/// they are not found exactly once, oneDNN is switched off: slower, but right.
/// </remarks>
internal static unsafe class CacheSizes
{
    private const int CacheLeaf = unchecked((int)0x8000001D), MostBytes = 4 << 20;
    private const int FirstLevelLeaf = unchecked((int)0x80000005), SecondLevelLeaf = unchecked((int)0x80000006);

    // Three levels of one byte, shared by one core each, in tables of ten; and the number of levels.
    private static readonly uint[] Wrong = [1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 3];

    /// <summary>The setting for doctor; null where the CPU tells its caches.</summary>
    internal static Choice? Outcome { get; private set; }

    private static bool AreHidden => X86Base.IsSupported
        && X86Base.CpuId(0, 0) is (_, 0x68747541, 0x444D4163, 0x69746E65)   // "AuthenticAMD"
        && Enumerable.Range(0, 4).All(level => X86Base.CpuId(CacheLeaf, level) == (0, 0, 0, 0));

    /// <summary>Call once libtorch is loaded, before any convolution.</summary>
    internal static void Repair()
    {
        if (!AreHidden)
            return;
        // oneDNN looks when it is first used: by this convolution.
        using (NewDisposeScope())
        using (no_grad())
            nn.functional.conv2d(ones(2, 16, 5, 5), ones(16, 16, 3, 3));
        uint* sizes = FindRecord();
        var right = Sizes();
        if (sizes is not null)
            right.CopyTo(new Span<uint>(sizes, right.Length));
        else
            SwitchOffOneDnn();
        Outcome = new("oneDNN caches", sizes is null ? "oneDNN is off"
            : $"{string.Join(" + ", right.Select(bytes => bytes >> 10))} KiB",
            "this virtual machine hides the CPU's caches: oneDNN would compute wrong results");
    }

    // AMD's older leaves have the first two levels. The rest is what oneDNN assumes for an unknown CPU.
    private static uint[] Sizes()
    {
        uint first = (uint)X86Base.CpuId(FirstLevelLeaf, 0).Ecx >> 24 << 10;
        uint second = (uint)X86Base.CpuId(SecondLevelLeaf, 0).Ecx >> 16 << 10;
        return [first > 0 ? first : 32 << 10, second > 0 ? second : 512 << 10, 1 << 20];
    }

    private static uint* FindRecord()
    {
        if (!OperatingSystem.IsLinux())
            return null;
        byte* found = null;
        // Bytes, because .NET looks for several of them at a time.
        var wrong = MemoryMarshal.AsBytes(Wrong.AsSpan());
        foreach (var (start, end) in Variables("libtorch_cpu.so"))
        {
            byte* from = (byte*)start;
            while (new ReadOnlySpan<byte>(from, (int)((byte*)end - from)).IndexOf(wrong) is >= 0 and var at)
            {
                if (found is not null)
                    return null;
                found = from + at;
                from = found + 1;
            }
        }
        return (uint*)found;
    }

    // Variables without an initial value (1.1 MB in libtorch 2.10) start the nameless mapping right after the library's
    // own. The same mapping may go on with hundreds of megabytes of other data.
    private static IEnumerable<(nint Start, nint End)> Variables(string library)
    {
        bool after = false;
        foreach (var line in File.ReadLines("/proc/self/maps"))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 5 && after && words[1].StartsWith("rw", StringComparison.Ordinal))
            {
                var ends = Array.ConvertAll(
                    words[0].Split('-'), end => nint.Parse(end, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                yield return (ends[0], nint.Min(ends[1], ends[0] + MostBytes));
            }
            after = words.Length > 5 && words[5].EndsWith(library, StringComparison.Ordinal);
        }
    }

    private static void SwitchOffOneDnn()
    {
        var library = NativeLibraries.LibTorchCpu;
        var context = ((delegate* unmanaged<nint>)NativeLibrary.GetExport(library, MangledNames.GlobalContext))();
        var enable = NativeLibrary.GetExport(library, MangledNames.SetOneDnnEnabled);
        ((delegate* unmanaged<nint, byte, void>)enable)(context, 0);
    }
}
