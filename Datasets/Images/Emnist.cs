namespace ModelZoo.Datasets.Images;

/// <summary>EMNIST: letters and digits in MNIST's format, six divisions in one archive. Cohen et al. 2017.</summary>
internal static class Emnist
{
    private const string Digits = "0123456789";
    private const string Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", Lower = "abcdefghijklmnopqrstuvwxyz";

    // A capital letter and a small one that look alike are one class.
    private const string Merged = Digits + Upper + "abdefghnqrt";

    internal static readonly (string Division, string Classes, string Contents)[] Divisions =
    [
        ("balanced", Merged, "112,800 + 18,800"),
        ("byclass", Digits + Upper + Lower, "697,932 + 116,323"),
        ("bymerge", Merged, "697,932 + 116,323"),
        ("letters", Upper, "124,800 + 20,800"),
        ("digits", Digits, "240,000 + 40,000"),
        ("mnist", Digits, "60,000 + 10,000"),
    ];

    internal static DatasetReader Reader(string division, string classes) => (entry, options) =>
    {
        var path = entry.GetFile(options);
        return new Dataset(entry.Name, Targets.Classes, Part("train"), Part("test"))
        {
            Classes = [.. classes.Select(c => c.ToString())],
        };

        Split Part(string part)
        {
            using var scope = NewDisposeScope();
            var images = $"emnist-{division}-{part}-images-idx3-ubyte.gz";
            var labels = $"emnist-{division}-{part}-labels-idx1-ubyte.gz";
            var targets = Read(path, labels);
            if (division == "letters")
                targets -= 1;   // they are numbered from 1
            // The stored images are transposed.
            var upright = Read(path, images).transpose(1, 2).contiguous();
            return Mnist.Pair(upright, $"{path}: {images}", targets, $"{path}: {labels}", classes.Length);
        }
    };

    private static Tensor Read(string path, string name)
    {
        if (Directory.Exists(path))
            return Idx.Read(Path.Combine(path, name));
        using var file = Archive.OpenZip(path, $"gzip/{name}", gzipped: true);
        return Idx.Read(file);
    }
}
