using System.IO.MemoryMappedFiles;
using System.Text;
using System.Text.RegularExpressions;
using ModelZoo.LibTorch.Runtime;

namespace ModelZoo.LibTorch.Operators;

/// <summary>All operators' schemas, read from the file of libtorch_cpu, which declares them by such texts.</summary>
/// <remarks>Measured: the file is searched once, in some 0.1 s if it is in memory.</remarks>
internal static partial class LibrarySchemas
{
    private static readonly Lazy<Dictionary<string, string>> Texts = new(Read);

    internal static IEnumerable<string> Names => Texts.Value.Keys.Where(name => Find(name) is not null);

    /// <summary>The text for aten::mul.Tensor; null if libtorch has none, or several that differ.</summary>
    internal static string? Find(string name) =>
        Texts.Value.GetValueOrDefault(name) is not "" and var text ? text : null;

    private static unsafe Dictionary<string, string> Read()
    {
        var path = NativeLibraries.Find(NativeLibraries.CpuFile) ?? throw new FileNotFoundException(
            $"{NativeLibraries.CpuFile} is not beside the program. It tells the arguments of operators.");
        using var mapped = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        using var view = mapped.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);   // released with the view
        return Collect(new(start, checked((int)view.Capacity)));
    }

    // All texts between two zero bytes that look like a schema, by name. Where two differ the text is empty.
    private static Dictionary<string, string> Collect(ReadOnlySpan<byte> library)
    {
        var texts = new Dictionary<string, string>();
        while (library.IndexOf(") -> "u8) is >= 0 and var arrow)
        {
            int start = library[..arrow].LastIndexOf((byte)0) + 1, length = library[arrow..].IndexOf((byte)0);
            int end = length < 0 ? library.Length : arrow + length;
            var text = AliasMark().Replace(Encoding.UTF8.GetString(library[start..end]), "");
            library = library[end..];
            // aten's own declarations have no namespace. Texts with it belong to other tables, which differ.
            if (!Beginning().IsMatch(text) || text.StartsWith("aten::", StringComparison.Ordinal))
                continue;
            var name = Operator.FullName(text[..text.IndexOf('(')]);
            if (!texts.TryAdd(name, text) && texts[name] != text)
                texts[name] = "";
        }
        return texts;
    }

    [GeneratedRegex(@"^[a-zA-Z0-9_.:]+\(")]
    private static partial Regex Beginning();

    // Such as (a!), (a -> *), (a|b): which arguments and results share memory does not matter to a call.
    [GeneratedRegex(@"\([a-z*]!?(\|[a-z*])*( -> [a-z*])?\)")]
    private static partial Regex AliasMark();
}
