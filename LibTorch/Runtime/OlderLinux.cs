using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace ModelZoo.LibTorch.Runtime;

/// <summary>
/// Makes TorchSharp's library load where libstdc++ is that of GCC 12 (Debian 12, Ubuntu 22.04). It asks for GLIBCXX_3.4.32 because of one
/// symbol, std::ios_base_library_init. In a copy that symbol is renamed to the constructor of std::ios_base::Init, which older versions
/// run for the same purpose, and the version is marked as not required.
/// </summary>
/// <remarks>ELF-64 little endian; symbol versions: https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/symversion.html</remarks>
internal static class OlderLinux
{
    internal const string MissingVersion = "GLIBCXX_3.4.32";
    private const string KnownVersion = "GLIBCXX_3.4", NewName = "_ZSt21ios_base_library_initv", OldName = "_ZNSt8ios_base4InitC1Ev";
    private const int SectionEntryBytes = 64, SymbolBytes = 24, VersionIndexBytes = 2, WeakFlag = 2;

    private readonly record struct Section(int Offset, int Size);

    /// <summary>The patched file; null if it is not the file that this was written for.</summary>
    internal static byte[]? Patch(byte[] original)
    {
        try
        {
            var file = (byte[])original.Clone();
            var sections = Sections(file);
            var names = sections[".dynstr"];
            int version = FindVersion(file, sections[".gnu.version_r"], names, MissingVersion), known = FindVersion(file, sections[".gnu.version_r"], names, KnownVersion);
            var symbol = Symbols(file, sections[".dynsym"]).Single(candidate => Name(file, names, candidate.Name) == NewName);
            var versions = sections[".gnu.version"];
            // Another symbol of that version would be missing all the same.
            if (Enumerable.Range(0, versions.Size / VersionIndexBytes).Count(i => Half(file, versions.Offset + i * VersionIndexBytes) == Half(file, version + 6)) != 1)
                return null;
            Encoding.ASCII.GetBytes(OldName + "\0").CopyTo(file, names.Offset + symbol.Name);
            BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(versions.Offset + symbol.Index * VersionIndexBytes), Half(file, known + 6));
            file[version + 4] |= WeakFlag;
            return file;
        }
        catch (Exception error) when (error is KeyNotFoundException or InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>Writes the copy to the user's cache, unless it is there, and returns its path.</summary>
    internal static string Store(byte[] patched)
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } given ? given
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        var name = Path.Combine("modelzoo", Convert.ToHexStringLower(SHA256.HashData(patched))[..16], $"lib{NativeLibraries.TorchSharpLibrary}.so");
        foreach (var root in new[] { cache, Path.GetTempPath() })
            try
            {
                var path = Path.Combine(root, name);
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
        throw new IOException($"TorchSharp's library needs a patched copy on this system, and neither {cache} nor {Path.GetTempPath()} can be written: set XDG_CACHE_HOME to a folder that can.");
    }

    /// <summary>What a user reads where neither the library nor a patched copy can be loaded.</summary>
    internal static string Refusal(string library) =>
        $"{library} needs a newer libstdc++ than this system has ({MissingVersion}, from GCC 13), and this file is not the one that can be adapted: use TorchSharp 0.107.0, or a newer Linux such as Debian 13 or Ubuntu 24.04.";

    private static Dictionary<string, Section> Sections(byte[] file)
    {
        if (file is not [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, ..])
            throw new ArgumentException("not an ELF-64 file");
        int table = (int)Long(file, 40), count = Half(file, 60), namesIndex = Half(file, 62);
        Section At(int index) => new((int)Long(file, table + index * SectionEntryBytes + 24), (int)Long(file, table + index * SectionEntryBytes + 32));
        var names = At(namesIndex);
        var sections = new Dictionary<string, Section>();
        for (int i = 0; i < count; i++)
            sections.TryAdd(Name(file, names, Word(file, table + i * SectionEntryBytes)), At(i));
        return sections;
    }

    private static IEnumerable<(int Index, int Name)> Symbols(byte[] file, Section table) =>
        Enumerable.Range(0, table.Size / SymbolBytes).Select(i => (i, Word(file, table.Offset + i * SymbolBytes)));

    // Each needed library has a list of versions; an entry is hash, flags, index, name, distance to the next.
    private static int FindVersion(byte[] file, Section needs, Section names, string version)
    {
        for (int library = needs.Offset, next = -1; next != 0; library += next)
        {
            next = Word(file, library + 12);
            for (int entry = library + Word(file, library + 8), step = -1; step != 0; entry += step)
            {
                step = Word(file, entry + 12);
                if (Name(file, names, Word(file, entry + 8)) == version)
                    return entry;
            }
        }
        throw new KeyNotFoundException(version);
    }

    private static string Name(byte[] file, Section names, int offset)
    {
        var text = file.AsSpan(names.Offset + offset);
        return Encoding.ASCII.GetString(text[..text.IndexOf((byte)0)]);
    }

    private static ushort Half(byte[] file, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(offset));
    private static int Word(byte[] file, int offset) => BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(offset));
    private static long Long(byte[] file, int offset) => BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(offset));
}
