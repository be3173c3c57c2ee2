using ModelZoo.Datasets.Files;
using ModelZoo.Datasets.Sets;
using static TorchSharp.torch;

namespace ModelZoo.Datasets.Images;

/// <summary>
/// CIFAR-10 and CIFAR-100, binary version: a record is one label byte (two for CIFAR-100: coarse, fine), then 3 x 32 x 32 pixels.
/// Read from the archive as it is published, or from its unpacked folder. Krizhevsky 2009, www.cs.toronto.edu/~kriz/cifar.html
/// </summary>
internal static class Cifar
{
    private const int Pixels = 3 * 32 * 32;

    internal sealed record Layout(int LabelBytes, string[] Train, string Test, string Names, int Classes);

    internal static readonly Layout Ten = new(1, ["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"], "test_batch.bin", "batches.meta.txt", 10);
    internal static readonly Layout Hundred = new(2, ["train.bin"], "test.bin", "fine_label_names.txt", 100);

    internal static Func<DatasetEntry, DatasetOptions, Dataset> Reader(Layout layout) => (set, options) => Read(set.Name, DatasetFiles.Get(set, set.Files[0], options), layout);

    internal static Dataset Read(string name, string path, Layout layout)
    {
        using var scope = NewDisposeScope();
        var parts = new Dictionary<string, (Tensor Images, Tensor Labels)>();
        string[] classes = [];
        void Take(string file, Content content)
        {
            if (file == layout.Names)
                classes = System.Text.Encoding.UTF8.GetString(content.ReadAll(1 << 16)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            else if ((file == layout.Test || layout.Train.Contains(file)) && !parts.ContainsKey(file))
                parts[file] = Records(content, layout);
        }
        if (Directory.Exists(path))
            foreach (var file in Directory.EnumerateFiles(path))
            {
                using var content = Content.Open(file);
                Take(Path.GetFileName(file), content);
            }
        else
            Tar.Read(path, (entry, content) => Take(entry[(entry.LastIndexOf('/') + 1)..], content));
        if (layout.Train.Append(layout.Test).FirstOrDefault(file => !parts.ContainsKey(file)) is { } missing)
            throw new DatasetException($"{path} does not contain {missing}: fetch the binary version of {name} again.");
        if (classes.Length != layout.Classes)
            classes = [.. Enumerable.Range(0, layout.Classes).Select(i => i.ToString())];
        Split Part(params string[] files) => new(cat([.. files.Select(file => parts[file].Images)]), cat([.. files.Select(file => parts[file].Labels)]).to(ScalarType.Int64));
        return new Dataset(name, Targets.Classes, Part(layout.Train), Part(layout.Test)) { Classes = classes };
    }

    private static (Tensor, Tensor) Records(Content content, Layout layout)
    {
        int record = layout.LabelBytes + Pixels;
        if (content.Length == 0 || content.Length % record != 0)
            throw content.Damaged($"has {content.Length:N0} bytes, which is no whole number of records of {record} bytes");
        long count = content.Length / record;
        var (images, labels) = (empty([count, 3, 32, 32], ScalarType.Byte), empty([count], ScalarType.Byte));
        var pixels = images.bytes;
        var classes = labels.bytes;
        Span<byte> label = stackalloc byte[layout.LabelBytes];
        for (int i = 0; i < count; i++)
        {
            content.Fill(label, $"record {i:N0}");
            classes[i] = label[^1];
            content.Fill(pixels.Slice(i * Pixels, Pixels), $"record {i:N0}");
        }
        Labels.Check(labels, layout.Classes, content.Path);
        return (images, labels);
    }
}
