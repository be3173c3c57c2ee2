using ModelZoo.LibTorch.Runtime;
using Xunit;

namespace ModelZoo.Tests.LibTorch;

/// <summary>The copy of TorchSharp's library for systems with an older libstdc++ (LibTorch/Runtime/OlderLinux.cs).</summary>
public class OlderLinuxTests
{
    private static byte[]? Original()
    {
        var path = NativeLibraries.Find("libLibTorchSharp.so");
        return path is null ? null : File.ReadAllBytes(path);
    }

    [Fact]
    public void A_patch_takes_the_newer_version_and_symbol_out_and_changes_little_else()
    {
        var original = Original();
        Assert.SkipWhen(original is null, "only Linux has this library");
        var patched = OlderLinux.Patch(original!);
        Assert.NotNull(patched);
        Assert.Equal(original!.Length, patched.Length);
        // It stands twice: in the names that the loader reads, and in those for debuggers.
        Assert.Equal(Count(original, "_ZSt21ios_base_library_initv"u8) - 1, Count(patched, "_ZSt21ios_base_library_initv"u8));
        Assert.InRange(Enumerable.Range(0, original.Length).Count(i => original[i] != patched[i]), 1, 40);
    }

    private static int Count(ReadOnlySpan<byte> file, ReadOnlySpan<byte> text) => file.Count(text);

    [Fact]
    public void A_file_of_another_kind_is_refused()
    {
        Assert.Null(OlderLinux.Patch("MZ, a program for Windows"u8.ToArray()));
        Assert.Null(OlderLinux.Patch([0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1]));
        Assert.Null(OlderLinux.Patch([]));
    }

    [Fact]
    public void A_library_that_is_cut_off_or_already_patched_is_refused()
    {
        var original = Original();
        Assert.SkipWhen(original is null, "only Linux has this library");
        Assert.Null(OlderLinux.Patch(original![..(original.Length / 2)]));
        Assert.Null(OlderLinux.Patch(OlderLinux.Patch(original)!));   // nothing asks for the version any more
    }

    [Fact]
    public void The_refusal_names_the_file_and_what_to_do() =>
        Assert.Matches("^/x.so needs a newer libstdc.*: use TorchSharp .*Debian 13", OlderLinux.Refusal("/x.so"));
}
