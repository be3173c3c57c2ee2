using System.Security.Cryptography;
using System.Text;
using static System.Buffers.Binary.BinaryPrimitives;

namespace ModelZoo.LibTorch.Runtime;

/// <summary>
/// Makes TorchSharp's library load on systems with GCC 12's libstdc++ (Debian 12, Ubuntu 22.04). The library asks for
/// GLIBCXX_3.4.32 because of one symbol, std::ios_base_library_init. In a copy, that symbol becomes the constructor of
/// std::ios_base::Init, which does the same in older versions, and the version becomes GLIBCXX_3.4.
/// </summary>
/// <remarks>ELF-64, little endian. Version records: Linux Standard Base Core 5.0, chapter 10.7.</remarks>
internal static class OlderLinux
{
    internal const string MissingVersion = "GLIBCXX_3.4.32";
    private const string KnownVersion = "GLIBCXX_3.4";
    private const string NewName = "_ZSt21ios_base_library_initv", OldName = "_ZNSt8ios_base4InitC1Ev";
    private const int SectionBytes = 64, SymbolBytes = 24, VersionedSymbols = 0x6FFFFFFF, NeededVersions = 0x6FFFFFFE;

    /// <summary>The patched file; null if it is not the file that this was written for.</summary>
    internal static byte[]? Patch(byte[] original)
    {
        if (original is not [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, ..])
            return null;
        try
        {
            var file = (byte[])original.Clone();
            int versions = Section(file, VersionedSymbols), symbols = Linked(file, versions), names = Linked(file, symbols);
            int missing = Version(file, Offset(file, names), MissingVersion);
            int known = Version(file, Offset(file, names), KnownVersion);
            // If a second symbol had that version, it would be missing all the same.
            var asking = Enumerable.Range(0, Size(file, versions) / 2)
                .Single(i => Half(file, Offset(file, versions) + 2 * i) == Half(file, missing + 6));
            int name = Offset(file, names) + Word(file, Offset(file, symbols) + asking * SymbolBytes);
            if (Text(file, name) != NewName)
                return null;
            Encoding.ASCII.GetBytes(OldName + "\0").CopyTo(file, name);
            file.AsSpan(known, 4).CopyTo(file.AsSpan(missing));           // the version's hash
            file.AsSpan(known + 8, 4).CopyTo(file.AsSpan(missing + 8));   // and its name
            return file;
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Writes the copy to the user's cache, unless it is there, and returns its path.</summary>
    internal static string Store(byte[] patched)
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } given ? given
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        var hash = Convert.ToHexStringLower(SHA256.HashData(patched))[..16];
        foreach (var root in new[] { cache, Path.GetTempPath() })
            try
            {
                var path = Path.Combine(root, "modelzoo", hash, $"lib{NativeLibraries.TorchSharpLibrary}.so");
                if (File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(patched))
                    return path;
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                var temporary = $"{path}.{Environment.ProcessId}";
                File.WriteAllBytes(temporary, patched);
                File.Move(temporary, path, overwrite: true);
                return path;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // A home that cannot be written: the next folder is tried.
            }
        throw new IOException(
            $"TorchSharp's library needs a patched copy on this system, but neither {cache} nor {Path.GetTempPath()} " +
            "can be written: set XDG_CACHE_HOME to a folder that can.");
    }

    /// <summary>What a user reads where neither the library nor a patched copy can be loaded.</summary>
    internal static string Refusal(string library) =>
        $"{library} needs a newer libstdc++ than this system has ({MissingVersion}, from GCC 13), and this file cannot " +
        "be adapted: use TorchSharp 0.107.0, or a newer Linux such as Debian 13 or Ubuntu 24.04.";

    private static int Section(byte[] file, int type) => Enumerable.Range(0, Half(file, 60))
        .Select(i => At(file, i)).Single(section => Word(file, section + 4) == type);

    private static int At(byte[] file, int section) => Word(file, 40) + section * SectionBytes;
    private static int Offset(byte[] file, int section) => Word(file, section + 24);
    private static int Size(byte[] file, int section) => Word(file, section + 32);
    private static int Linked(byte[] file, int section) => At(file, Word(file, section + 40));

    // Each library has a list of versions. An entry: hash, flags and number, name, distance to the next.
    private static int Version(byte[] file, int names, string version)
    {
        int library = Offset(file, Section(file, NeededVersions)), next;
        do
        {
            int entry = library + Word(file, library + 8), step;
            do
            {
                if (Text(file, names + Word(file, entry + 8)) == version)
                    return entry;
                entry += step = Word(file, entry + 12);
            }
            while (step != 0);
            library += next = Word(file, library + 12);
        }
        while (next != 0);
        throw new ArgumentException(version);
    }

    private static string Text(byte[] file, int offset)
    {
        var text = file.AsSpan(offset);
        return Encoding.ASCII.GetString(text[..text.IndexOf((byte)0)]);
    }

    private static int Half(byte[] file, int offset) => ReadUInt16LittleEndian(file.AsSpan(offset));
    private static int Word(byte[] file, int offset) => ReadInt32LittleEndian(file.AsSpan(offset));
}
