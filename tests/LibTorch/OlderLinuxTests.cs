using ModelZoo.LibTorch.Runtime;
using Xunit;

namespace ModelZoo.Tests.LibTorch;

/// <summary>The copy of TorchSharp's library for systems with an older libstdc++.</summary>
public class OlderLinuxTests
{
    private static byte[]? Original()
    {
        var path = NativeLibraries.Find("libLibTorchSharp.so");
        return path is null ? null : File.ReadAllBytes(path);
    }

    [Fact]
    public void Patch_replaces_only_the_newer_version_and_symbol()
    {
        var original = Original();
        Assert.SkipWhen(original is null, "only Linux has this library");
        var patched = OlderLinux.Patch(original!);
        Assert.NotNull(patched);
        Assert.Equal(original!.Length, patched.Length);
        // The other occurrence is for debuggers.
        Assert.Equal(Count(original, NewSymbol) - 1, Count(patched, NewSymbol));
        Assert.InRange(Enumerable.Range(0, original.Length).Count(i => original[i] != patched[i]), 1, 40);
    }

    private static ReadOnlySpan<byte> NewSymbol => "_ZSt21ios_base_library_initv"u8;

    private static int Count(ReadOnlySpan<byte> file, ReadOnlySpan<byte> text) => file.Count(text);

    [Fact]
    public void File_of_another_kind_is_not_patched()
    {
        Assert.Null(OlderLinux.Patch("MZ, a program for Windows"u8.ToArray()));
        Assert.Null(OlderLinux.Patch([0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1]));
        Assert.Null(OlderLinux.Patch([]));
    }

    [Fact]
    public void Damaged_or_patched_library_is_not_patched()
    {
        var original = Original();
        Assert.SkipWhen(original is null, "only Linux has this library");
        Assert.Null(OlderLinux.Patch(original![..(original.Length / 2)]));
        Assert.Null(OlderLinux.Patch(OlderLinux.Patch(original)!));
    }

    [Fact]
    public void Refusal_names_the_file_and_the_remedy() =>
        Assert.Matches("^/x.so needs a newer libstdc.*: use TorchSharp .*Debian 13", OlderLinux.Refusal("/x.so"));
}
