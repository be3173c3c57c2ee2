using System.Security.Cryptography;
using System.Text;

namespace ModelZoo.LibTorch.Runtime;

/// <summary>
/// Makes TorchSharp's library load on systems with GCC 12's libstdc++ (Debian 12, Ubuntu 22.04). The library asks for
/// GLIBCXX_3.4.32 because of one symbol, std::ios_base_library_init. In a copy, that symbol becomes the constructor of
/// std::ios_base::Init, which does the same in older versions, and the version becomes GLIBCXX_3.4.
/// </summary>
internal static class OlderLinux
{
    internal const string MissingVersion = "GLIBCXX_3.4.32";
    private const string NewName = "_ZSt21ios_base_library_initv\0", OldName = "_ZNSt8ios_base4InitC1Ev\0";

    // No other symbol of this file needs that version. In another file one might.
    private const string KnownFile = "CF33B1B0BB6BBB9754A768FB5C5D04D9F498603BE50E73F55621A0B40EE608B8";

    /// <summary>The patched file; null if it is not libLibTorchSharp.so of TorchSharp 0.107.0.</summary>
    internal static byte[]? Patch(byte[] original)
    {
        if (Convert.ToHexString(SHA256.HashData(original)) != KnownFile)
            return null;
        var file = (byte[])original.Clone();
        Encoding.ASCII.GetBytes(OldName).CopyTo(file, file.AsSpan().IndexOf(Encoding.ASCII.GetBytes(NewName)));
        // An entry of the table of needed versions begins with the hash of its version's name, which stands nowhere
        // else in this file. The name's place follows after 8 bytes (Linux Standard Base Core 5.0, 10.7.2.4).
        int missing = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x42, 0xF8, 0x97, 0x02]);   // GLIBCXX_3.4.32
        int known = file.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x74, 0x29, 0x92, 0x08]);     // GLIBCXX_3.4
        file.AsSpan(known, 4).CopyTo(file.AsSpan(missing));
        file.AsSpan(known + 8, 4).CopyTo(file.AsSpan(missing + 8));
        return file;
    }

    /// <summary>Writes the copy to the user's cache, unless it is there, and returns its path.</summary>
    internal static string Store(byte[] patched) =>
        UserCache.Keep($"lib{NativeLibraries.TorchSharpLibrary}.so", patched) ?? throw new IOException(
            $"TorchSharp's library needs a patched copy on this system, but neither {UserCache.Folder} nor " +
            $"{Path.GetTempPath()} can be written: set XDG_CACHE_HOME to a folder that can.");

    /// <summary>What a user reads where neither the library nor a patched copy can be loaded.</summary>
    internal static string Refusal(string library) =>
        $"{library} needs a newer libstdc++ than this system has ({MissingVersion}, from GCC 13), and this file " +
        "cannot be adapted: use TorchSharp 0.107.0, or a newer Linux such as Debian 13 or Ubuntu 24.04.";
}
