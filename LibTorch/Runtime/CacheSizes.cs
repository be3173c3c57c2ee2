using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using static TorchSharp.torch;

namespace ModelZoo.LibTorch.Runtime;

/// <summary>
/// Tells oneDNN the sizes of the CPU's caches where a virtual machine hides them from it. Some hypervisors leave CPUID leaf 0x8000001D
/// empty on AMD. oneDNN 3.7 (in libtorch 2.10) then believes in caches of one byte, and its reordering of weights silently drops numbers:
/// a convolution of 20 channels is wrong by a tenth, and some gradients divide by zero. See oneDNN's issue 5313, the same on ARM.
/// </summary>
/// <remarks>
/// oneDNN keeps what it read in one object of libtorch_cpu's writable memory. Its layout (Xbyak's Cpu) is recognized by 24 numbers in a row.
/// Where it is not found exactly once, oneDNN is switched off: slower, but right.
/// </remarks>
internal static unsafe class CacheSizes
{
    private const int Levels = 3, MostLevels = 10, CacheLeaf = unchecked((int)0x8000001D), FirstLevelLeaf = unchecked((int)0x80000005), LaterLevelsLeaf = unchecked((int)0x80000006);

    // What oneDNN itself assumes for a CPU that it knows nothing about.
    private const uint UsualFirst = 32 << 10, UsualSecond = 512 << 10, UsualThird = 1 << 20;

    /// <summary>The setting for doctor; null where the CPU tells its caches.</summary>
    internal static Choice? Outcome { get; private set; }

    internal static bool AreHidden => X86Base.IsSupported && IsAmd() && Enumerable.Range(0, Levels + 1).All(level => X86Base.CpuId(CacheLeaf, level) == (0, 0, 0, 0));

    /// <summary>Call once libtorch is loaded, before any convolution.</summary>
    internal static void Repair()
    {
        if (!AreHidden)
            return;
        const string name = "oneDNN caches";
        MakeOneDnnLook();
        uint* sizes = FindRecord();
        if (sizes is not null)
        {
            (sizes[0], sizes[1], sizes[2]) = Sizes();
            Outcome = new(name, $"{sizes[0] >> 10} + {sizes[1] >> 10} + {sizes[2] >> 10} KiB", "this virtual machine hides them, and oneDNN computes wrong convolutions without them");
        }
        else
        {
            SwitchOffOneDnn();
            Outcome = new(name, "oneDNN is off", "this virtual machine hides the CPU's caches, and oneDNN computes wrong convolutions without them");
        }
    }

    private static bool IsAmd() => X86Base.CpuId(0, 0) is (_, 0x68747541, 0x444D4163, 0x69746E65);   // "AuthenticAMD"

    private static (uint First, uint Second, uint Third) Sizes()
    {
        uint first = (uint)X86Base.CpuId(FirstLevelLeaf, 0).Ecx >> 24 << 10;
        var later = X86Base.CpuId(LaterLevelsLeaf, 0);
        uint second = (uint)later.Ecx >> 16 << 10;
        return (first == 0 ? UsualFirst : first, second == 0 ? UsualSecond : second, UsualThird);
    }

    // oneDNN looks when it is first used: by this convolution.
    private static void MakeOneDnnLook()
    {
        using var scope = NewDisposeScope();
        using var unrecorded = no_grad();
        nn.functional.conv2d(ones(2, 16, 5, 5), ones(16, 16, 3, 3));
    }

    // Sizes of three caches of one byte, their sharing by one core each, three levels, and the CPU's family: nothing else looks like it.
    private static uint* FindRecord()
    {
        if (!OperatingSystem.IsLinux())
            return null;
        uint* found = null;
        int family = X86Base.CpuId(1, 0).Eax is var signature ? (signature >> 8 & 15) + (signature >> 20 & 255) : 0;
        foreach (var (start, end) in WritableMemory("libtorch_cpu.so"))
            for (uint* at = (uint*)start; at + 2 * MostLevels + 16 < (uint*)end; at++)
                if (IsRecord(at, (uint)family))
                {
                    if (found is not null)
                        return null;
                    found = at;
                }
        return found;
    }

    private static bool IsRecord(uint* at, uint family)
    {
        for (int table = 0; table < 2; table++)
            for (int level = 0; level < MostLevels; level++)
                if (at[table * MostLevels + level] != (level < Levels ? 1u : 0u))
                    return false;
        return at[2 * MostLevels] == Levels && new ReadOnlySpan<uint>(at + 2 * MostLevels, 12).Contains(family);
    }

    private static IEnumerable<(nint Start, nint End)> WritableMemory(string library)
    {
        bool inside = false;
        foreach (var line in File.ReadLines("/proc/self/maps"))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            // Uninitialized variables lie in a nameless mapping right after the library's own.
            inside = words.Length > 5 ? words[5].EndsWith(library, StringComparison.Ordinal) : inside;
            if (!inside || !words[1].StartsWith("rw", StringComparison.Ordinal))
                continue;
            inside = words.Length > 5;
            var ends = Array.ConvertAll(words[0].Split('-'), end => nint.Parse(end, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            yield return (ends[0], ends[1]);
        }
    }

    private static void SwitchOffOneDnn()
    {
        var library = NativeLibraries.LibTorchCpu;
        var context = ((delegate* unmanaged<nint>)NativeLibrary.GetExport(library, MangledNames.GlobalContext))();
        ((delegate* unmanaged<nint, byte, void>)NativeLibrary.GetExport(library, MangledNames.SetOneDnnEnabled))(context, 0);
    }
}
