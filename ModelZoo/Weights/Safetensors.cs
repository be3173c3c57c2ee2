using System.Buffers.Binary;
using System.Text.Json;

namespace ModelZoo.Weights;

/// <summary>The safetensors format: the length of the header in eight bytes, the header in JSON, the tensors.</summary>
/// <remarks>
/// The whole header is checked before the first tensor is made: sizes must fit shapes, and the tensors must tile the
/// data without gap or overlap. So no file makes the reader take more memory than the file has bytes.
/// </remarks>
public static class Safetensors
{
    private const string MetadataName = "__metadata__";
    private const int LongestHeader = 100_000_000; // the format's own limit

    private sealed record Entry(string Name, ElementType Element, long[] Shape, long Begin, long End);

    private sealed record Header(List<Entry> Entries, Dictionary<string, string> Metadata, long DataStart);

    /// <summary>The tensors of a file, on the CPU, in the order of its header.</summary>
    public static Dictionary<string, Tensor> Load(string path)
    {
        using var file = File.OpenRead(path);
        using var scope = NewDisposeScope();
        var header = ReadHeader(file, path);
        var tensors = new Dictionary<string, Tensor>(header.Entries.Count);
        foreach (var entry in header.Entries)
        {
            file.Position = header.DataStart + entry.Begin;
            tensors.Add(entry.Name, TensorBytes.Read(file, entry.Element, entry.Shape));
        }
        scope.MoveToOuter(tensors.Values);
        return tensors;
    }

    /// <summary>The text that the file carries with its tensors.</summary>
    public static Dictionary<string, string> LoadMetadata(string path)
    {
        using var file = File.OpenRead(path);
        return ReadHeader(file, path).Metadata;
    }

    /// <summary>Writes a temporary file, flushes it to the disk, and renames it: no reader meets half a file.</summary>
    public static void Save(
        string path, IReadOnlyDictionary<string, Tensor> tensors,
        IReadOnlyDictionary<string, string>? metadata = null) =>
        AtomicFile.Write(path, temporary =>
        {
            using var file = new FileStream(temporary, FileMode.Create, FileAccess.Write);
            // Wide elements come first, so that every tensor starts at a multiple of its element's size.
            var order = tensors.OrderByDescending(pair => pair.Value.ElementSize).ToArray();
            WriteHeader(file, tensors, order, metadata);
            foreach (var (_, tensor) in order)
                TensorBytes.Write(file, tensor);
            file.Flush(flushToDisk: true);
        });

    // The header lists the tensors as they were given, whatever the order of their bytes.
    private static void WriteHeader(
        Stream file, IReadOnlyDictionary<string, Tensor> tensors, KeyValuePair<string, Tensor>[] order,
        IReadOnlyDictionary<string, string>? metadata)
    {
        var offsets = new Dictionary<string, long[]>();
        long end = 0;
        foreach (var (name, tensor) in order)
            offsets.Add(name, [end, end += tensor.numel() * tensor.ElementSize]);
        var header = new Dictionary<string, object>();
        if (metadata is { Count: > 0 })
            header.Add(MetadataName, metadata);
        foreach (var (name, tensor) in tensors)
            header.Add(name, Describe(name, tensor, offsets[name]));
        var text = JsonSerializer.SerializeToUtf8Bytes(header);
        var padding = (8 - text.Length % 8) % 8;
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length + padding);
        file.Write(length);
        file.Write(text);
        file.Write("       "u8[..padding]);
    }

    private static object Describe(string name, Tensor tensor, long[] offsets)
    {
        if (name == MetadataName)
            throw new ArgumentException(
                $"A tensor cannot be called {MetadataName}: safetensors keeps that name for itself.");
        var element = ElementType.Of(tensor.dtype) ?? throw new NotSupportedException(
            $"The tensor '{name}' has the element type {tensor.dtype}, which safetensors files cannot hold: "
            + "convert it first.");
        return new { dtype = element.Safetensors, tensor.shape, data_offsets = offsets };
    }

    private static Header ReadHeader(FileStream file, string path)
    {
        if (file.Length < 8)
            throw Damaged(path,
                $"it has {file.Length} bytes, fewer than the eight that a safetensors file begins with");
        Span<byte> prefix = stackalloc byte[8];
        file.ReadExactly(prefix);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > LongestHeader || (long)length > file.Length - 8)
            throw Damaged(path, $"its header claims {length} bytes, but {file.Length - 8} follow");
        var text = new byte[length];
        file.ReadExactly(text);
        try
        {
            var options = new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 };
            using var json = JsonDocument.Parse(text, options);
            var header = Parse(json.RootElement, 8 + (long)length);
            CheckTiling(header.Entries, file.Length - header.DataStart);
            return header;
        }
        catch (Exception error)
            when (error is JsonException or InvalidOperationException or FormatException or OverflowException)
        {
            throw Damaged(path, error.Message.TrimEnd('.'), error);
        }
    }

    private static Header Parse(JsonElement root, long dataStart)
    {
        var header = new Header([], [], dataStart);
        foreach (var property in root.EnumerateObject())
        {
            if (property.Name != MetadataName)
                header.Entries.Add(ParseEntry(property.Name, property.Value));
            else
                foreach (var item in property.Value.EnumerateObject())
                    header.Metadata.Add(item.Name, item.Value.GetString()
                        ?? throw new FormatException($"the metadata '{item.Name}' is no text"));
        }
        return header;
    }

    private static Entry ParseEntry(string name, JsonElement value)
    {
        JsonElement Field(string field) => value.TryGetProperty(field, out var found)
            ? found
            : throw new FormatException($"the tensor '{name}' has no {field}");
        var dtype = Field("dtype").GetString() ?? "";
        var element = ElementType.OfSafetensors(dtype)
            ?? throw new FormatException($"the tensor '{name}' has the unsupported element type '{dtype}'");
        long[] shape = Numbers(Field("shape")), offsets = Numbers(Field("data_offsets"));
        if (offsets.Length != 2 || offsets[1] < offsets[0])
            throw new FormatException($"the tensor '{name}' has offsets {List(offsets)}, which are no range");
        var bytes = shape.Aggregate((long)element.Size, (product, size) => checked(product * size));
        if (bytes != offsets[1] - offsets[0])
            throw new FormatException(
                $"the tensor '{name}' of shape {List(shape)} takes {bytes} bytes, "
                + $"but its offsets hold {offsets[1] - offsets[0]}");
        return new Entry(name, element, shape, offsets[0], offsets[1]);
    }

    private static string List(long[] numbers) => $"[{string.Join(", ", numbers)}]";

    private static long[] Numbers(JsonElement array)
    {
        var numbers = array.EnumerateArray().Select(number => number.GetInt64()).ToArray();
        return Array.TrueForAll(numbers, number => number >= 0)
            ? numbers
            : throw new FormatException("a size or an offset is negative");
    }

    private static void CheckTiling(List<Entry> entries, long dataLength)
    {
        long end = 0;
        foreach (var entry in entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            if (entry.Begin != end)
                throw new FormatException(
                    $"the tensor '{entry.Name}' begins at byte {entry.Begin} of the data, "
                    + $"but the one before it ends at {end}");
            end = entry.End;
        }
        if (end != dataLength)
            throw new FormatException(
                $"its tensors end at byte {end} of the data, but the data has {dataLength} bytes: "
                + "the file is cut off or has something appended");
    }

    private static InvalidDataException Damaged(string path, string reason, Exception? inner = null) =>
        new($"{path} is not a safetensors file that can be read: {reason}.", inner);
}
