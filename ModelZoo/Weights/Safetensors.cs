using System.Buffers.Binary;
using System.Text.Json;
using static TorchSharp.torch;

namespace ModelZoo.Weights;

/// <summary>The safetensors format: eight bytes with the header's length, the header in JSON, then the tensors' bytes.</summary>
/// <remarks>
/// A file is checked as a whole before the first tensor is made: sizes must fit shapes, and the tensors must tile the data
/// without gap or overlap. So no file makes the reader take more memory than the file itself has bytes.
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
        var header = ReadHeader(file, path);
        var tensors = new Dictionary<string, Tensor>(header.Entries.Count);
        try
        {
            foreach (var entry in header.Entries)
            {
                file.Position = header.DataStart + entry.Begin;
                tensors.Add(entry.Name, TensorBytes.Read(file, entry.Element, entry.Shape));
            }
        }
        catch
        {
            foreach (var tensor in tensors.Values)
                tensor.Dispose();
            throw;
        }
        return tensors;
    }

    /// <summary>The text that the file carries beside its tensors.</summary>
    public static Dictionary<string, string> LoadMetadata(string path)
    {
        using var file = File.OpenRead(path);
        return ReadHeader(file, path).Metadata;
    }

    /// <summary>Writes all under a temporary name, flushes to the disk, and renames: a reader never meets half a file.</summary>
    public static void Save(string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var temporary = $"{path}.{Path.GetRandomFileName()}";
        try
        {
            using (var file = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                // Wide elements first, so that every tensor lies on a multiple of its element's size.
                var order = tensors.OrderByDescending(pair => pair.Value.ElementSize).ToArray();
                WriteHeader(file, tensors, order, metadata);
                foreach (var (_, tensor) in order)
                    TensorBytes.Write(file, tensor);
                file.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    private static void WriteHeader(Stream file, IReadOnlyDictionary<string, Tensor> tensors, KeyValuePair<string, Tensor>[] order, IReadOnlyDictionary<string, string>? metadata)
    {
        var begins = new Dictionary<string, long>();
        long end = 0;
        foreach (var (name, tensor) in order)
        {
            begins.Add(name, end);
            end += tensor.numel() * tensor.ElementSize;
        }
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WritePropertyName(MetadataName);
                JsonSerializer.Serialize(json, metadata);
            }
            foreach (var (name, tensor) in tensors)
                WriteEntry(json, name, tensor, begins[name]);
            json.WriteEndObject();
        }
        while (text.Length % 8 != 0)
            text.WriteByte((byte)' ');
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        file.Write(length);
        text.WriteTo(file);
    }

    private static void WriteEntry(Utf8JsonWriter json, string name, Tensor tensor, long begin)
    {
        var element = ElementType.Of(tensor.dtype)
            ?? throw new NotSupportedException($"The tensor '{name}' has the element type {tensor.dtype}, which safetensors files cannot hold: convert it first.");
        if (name == MetadataName)
            throw new ArgumentException($"A tensor cannot be called {MetadataName}: safetensors keeps that name for itself.");
        json.WriteStartObject(name);
        json.WriteString("dtype", element.Safetensors);
        json.WriteStartArray("shape");
        foreach (var size in tensor.shape)
            json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteStartArray("data_offsets");
        json.WriteNumberValue(begin);
        json.WriteNumberValue(begin + tensor.numel() * tensor.ElementSize);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static Header ReadHeader(FileStream file, string path)
    {
        if (file.Length < 8)
            throw Damaged(path, $"it has {file.Length} bytes, fewer than the eight that a safetensors file begins with");
        Span<byte> prefix = stackalloc byte[8];
        file.ReadExactly(prefix);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > LongestHeader || (long)length > file.Length - 8)
            throw Damaged(path, $"its header claims {length} bytes, but {file.Length - 8} follow");
        var text = new byte[length];
        file.ReadExactly(text);
        try
        {
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            var header = Parse(json.RootElement, 8 + (long)length);
            CheckTiling(header.Entries, file.Length - header.DataStart);
            return header;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or OverflowException)
        {
            throw Damaged(path, error.Message.TrimEnd('.'), error);
        }
    }

    private static Header Parse(JsonElement root, long dataStart)
    {
        var header = new Header([], [], dataStart);
        foreach (var property in root.EnumerateObject())
        {
            if (property.Name == MetadataName)
                foreach (var item in property.Value.EnumerateObject())
                    header.Metadata.Add(item.Name, item.Value.GetString() ?? throw new FormatException($"the metadata '{item.Name}' is no text"));
            else
                header.Entries.Add(ParseEntry(property.Name, property.Value));
        }
        return header;
    }

    private static Entry ParseEntry(string name, JsonElement value)
    {
        JsonElement Field(string field) =>
            value.TryGetProperty(field, out var found) ? found : throw new FormatException($"the tensor '{name}' has no {field}");
        var dtype = Field("dtype").GetString() ?? "";
        var element = ElementType.OfSafetensors(dtype) ?? throw new FormatException($"the tensor '{name}' has the element type '{dtype}', which is not supported");
        long[] shape = Numbers(Field("shape")), offsets = Numbers(Field("data_offsets"));
        if (offsets.Length != 2 || offsets[1] < offsets[0])
            throw new FormatException($"the tensor '{name}' has offsets [{string.Join(", ", offsets)}], which are no range");
        long bytes = element.Size;
        foreach (var size in shape)
            bytes = checked(bytes * size);
        if (bytes != offsets[1] - offsets[0])
            throw new FormatException($"the tensor '{name}' of shape [{string.Join(", ", shape)}] takes {bytes} bytes, but its offsets hold {offsets[1] - offsets[0]}");
        return new Entry(name, element, shape, offsets[0], offsets[1]);
    }

    private static long[] Numbers(JsonElement array)
    {
        var numbers = array.EnumerateArray().Select(number => number.GetInt64()).ToArray();
        return Array.TrueForAll(numbers, number => number >= 0) ? numbers : throw new FormatException("a size or an offset is negative");
    }

    private static void CheckTiling(List<Entry> entries, long dataLength)
    {
        long end = 0;
        foreach (var entry in entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            if (entry.Begin != end)
                throw new FormatException($"the tensor '{entry.Name}' begins at byte {entry.Begin} of the data, but the one before it ends at {end}");
            end = entry.End;
        }
        if (end != dataLength)
            throw new FormatException($"its tensors end at byte {end} of the data, but the data has {dataLength} bytes: the file is cut off or has something appended");
    }

    private static InvalidDataException Damaged(string path, string reason, Exception? inner = null) =>
        new($"{path} is not a safetensors file that can be read: {reason}.", inner);
}
