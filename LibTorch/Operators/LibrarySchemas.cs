using System.IO.MemoryMappedFiles;
using System.Text;
using ModelZoo.LibTorch.Runtime;

namespace ModelZoo.LibTorch.Operators;

/// <summary>Every operator's schema as it stands in libtorch_cpu itself, which declares its operators by such texts.</summary>
/// <remarks>Measured: the file is searched once, in some 0.1 s if it is in memory, when an operator is first called by a name that is not built in.</remarks>
internal static class LibrarySchemas
{
    private static readonly Lazy<Dictionary<string, string>> Texts = new(Read);

    /// <summary>The text for a name such as aten::mul.Tensor; null if libtorch has none, or several that differ.</summary>
    internal static string? Find(string name) => Texts.Value.TryGetValue(Key(name), out var text) && text.Length > 0 ? text : null;

    internal static IEnumerable<string> Names => Texts.Value.Keys.Select(name => name.Contains("::") ? name : Aten + name);

    private const string Aten = "aten::";

    // libtorch declares the operators of aten without their namespace. Texts with it belong to other tables, which differ here and there.
    private static string Key(string name) => name.StartsWith(Aten, StringComparison.Ordinal) ? name[Aten.Length..] : name;

    private static string FileName => OperatingSystem.IsWindows() ? "torch_cpu.dll" : OperatingSystem.IsMacOS() ? "libtorch_cpu.dylib" : "libtorch_cpu.so";

    private static unsafe Dictionary<string, string> Read()
    {
        var path = NativeLibraries.Find(FileName) ?? throw new FileNotFoundException($"{FileName} was not found beside the program, so the arguments of operators are not known.");
        using var file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        using var view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        try
        {
            return Collect(new ReadOnlySpan<byte>(start, checked((int)view.Capacity)));
        }
        finally
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
        }
    }

    /// <summary>All texts between two zero bytes that look like a schema, by name. Where two differ the text is empty.</summary>
    internal static Dictionary<string, string> Collect(ReadOnlySpan<byte> library)
    {
        const int longestText = 4096;
        var texts = new Dictionary<string, string>();
        int position = 0;
        while (library[position..].IndexOf(") -> "u8) is >= 0 and var found)
        {
            int arrow = position + found, floor = Math.Max(0, arrow - longestText);
            position = arrow + 1;
            int first = floor + library[floor..arrow].LastIndexOf((byte)0) + 1;
            int length = library[first..Math.Min(library.Length, first + longestText)].IndexOf((byte)0);
            int name = length < 0 ? -1 : library.Slice(first, length).IndexOf((byte)'(');
            if (name <= 0 || library.Slice(first, name).ContainsAnyExcept(NameBytes))
                continue;
            position = first + length;
            var (key, text) = (Encoding.ASCII.GetString(library.Slice(first, name)), Encoding.UTF8.GetString(library.Slice(first, length)));
            if (key.StartsWith(Aten, StringComparison.Ordinal))
                continue;
            if (!texts.TryAdd(key, text) && OperatorSchema.WithoutAliases(texts[key]) != OperatorSchema.WithoutAliases(text))
                texts[key] = "";
        }
        return texts;
    }

    private static readonly System.Buffers.SearchValues<byte> NameBytes =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:"u8);
}
