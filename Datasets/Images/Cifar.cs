using System.Text;

namespace ModelZoo.Datasets.Images;

/// <summary>
/// CIFAR-10 and CIFAR-100, binary version. A record is one label byte (for CIFAR-100 two, coarse and fine) and 3 x 32 x
/// 32 pixels. Read from the published archive or from its unpacked folder. Krizhevsky 2009.
/// </summary>
internal static class Cifar
{
    private const int Pixels = 3 * 32 * 32;

    internal sealed record Layout(int LabelBytes, string[] Train, string Test, string ClassNames, int Classes);

    internal static readonly Layout Cifar10 = new(
        LabelBytes: 1,
        Train: ["data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"],
        Test: "test_batch.bin",
        ClassNames: "batches.meta.txt",
        Classes: 10);

    internal static readonly Layout Cifar100 = new(
        LabelBytes: 2, Train: ["train.bin"], Test: "test.bin", ClassNames: "fine_label_names.txt", Classes: 100);

    internal static DatasetReader Reader(Layout layout) => (entry, options) =>
        Read(entry.Name, entry.GetFile(options), layout);

    internal static Dataset Read(string name, string path, Layout layout)
    {
        using var scope = NewDisposeScope();
        var parts = new Dictionary<string, (Tensor Images, Tensor Labels)>();
        string[] classes = [];
        if (Directory.Exists(path))
            foreach (var found in Directory.EnumerateFiles(path))
            {
                using var file = DataFile.Open(found);
                Take(Path.GetFileName(found), file);
            }
        else
            Archive.ReadTar(path, (entry, file) => Take(entry.Split('/')[^1], file));
        if (layout.Train.Append(layout.Test).FirstOrDefault(file => !parts.ContainsKey(file)) is { } missing)
            throw new DatasetException($"{path} does not contain {missing}: fetch the binary version of {name} again.");
        if (classes.Length != layout.Classes)
            classes = [.. Enumerable.Range(0, layout.Classes).Select(i => i.ToString())];
        return new Dataset(name, Targets.Classes, Part(layout.Train), Part(layout.Test)) { Classes = classes };

        void Take(string file, DataFile content)
        {
            if (file == layout.ClassNames)
                classes = Encoding.UTF8.GetString(content.ReadAll(1 << 16))
                    .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            else if ((file == layout.Test || layout.Train.Contains(file)) && !parts.ContainsKey(file))
                parts[file] = ReadRecords(content, layout);
        }

        Split Part(params string[] files) => new(
            cat([.. files.Select(file => parts[file].Images)]),
            cat([.. files.Select(file => parts[file].Labels)]).to(ScalarType.Int64));
    }

    private static (Tensor, Tensor) ReadRecords(DataFile file, Layout layout)
    {
        int record = layout.LabelBytes + Pixels;
        if (file.Length == 0 || file.Length % record != 0)
            throw file.Damaged($"has {file.Length:N0} bytes, which is not a whole number of records of {record} bytes");
        long count = file.Length / record;
        var (images, labels) = (empty([count, 3, 32, 32], ScalarType.Byte), empty([count], ScalarType.Byte));
        var pixels = images.bytes;
        var classes = labels.bytes;
        Span<byte> label = stackalloc byte[layout.LabelBytes];
        for (int i = 0; i < count; i++)
        {
            file.Fill(label, $"record {i:N0}");
            classes[i] = label[^1];
            file.Fill(pixels.Slice(i * Pixels, Pixels), $"record {i:N0}");
        }
        Idx.CheckLabels(labels, layout.Classes, file.Path);
        return (images, labels);
    }
}
