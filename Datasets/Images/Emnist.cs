using ModelZoo.Datasets.Files;
using ModelZoo.Datasets.Sets;
using static TorchSharp.torch;

namespace ModelZoo.Datasets.Images;

/// <summary>EMNIST: letters and digits in MNIST's format, six divisions in one archive. Cohen et al. 2017.</summary>
internal static class Emnist
{
    private const string Digits = "0123456789", Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", Lower = "abcdefghijklmnopqrstuvwxyz";

    // Where capital and small letter look alike they are one class.
    private const string Merged = Digits + Upper + "abdefghnqrt";

    internal static readonly (string Division, string Classes, string Contents)[] Divisions =
    [
        ("balanced", Merged, "112,800 + 18,800"), ("byclass", Digits + Upper + Lower, "697,932 + 116,323"), ("bymerge", Merged, "697,932 + 116,323"),
        ("letters", Upper, "124,800 + 20,800"), ("digits", Digits, "240,000 + 40,000"), ("mnist", Digits, "60,000 + 10,000"),
    ];

    internal static readonly RemoteFile Archive = new("gzip.zip", 561753746, "58c8d27c78d21e728a6bc7b3cc06412e",
        ["https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip", "https://www.itl.nist.gov/iaui/vip/cs_links/EMNIST/gzip.zip"], "gzip");

    internal static Func<DatasetEntry, DatasetOptions, Dataset> Reader(string division, string classes) => (set, options) =>
    {
        var path = DatasetFiles.Get(set, Archive, options);
        Split Part(string part)
        {
            using var scope = NewDisposeScope();
            var (images, labels) = ($"emnist-{division}-{part}-images-idx3-ubyte.gz", $"emnist-{division}-{part}-labels-idx1-ubyte.gz");
            // The images lie on their side, and the letters are numbered from 1.
            var targets = Read(path, labels);
            return Mnist.Pair(Read(path, images).transpose(1, 2).contiguous(), $"{path}: {images}", division == "letters" ? targets - 1 : targets, $"{path}: {labels}", classes.Length);
        }
        return new Dataset(set.Name, Targets.Classes, Part("train"), Part("test")) { Classes = [.. classes.Select(c => c.ToString())] };
    };

    private static Tensor Read(string path, string name)
    {
        if (Directory.Exists(path))
            return Idx.Read(Path.Combine(path, name));
        using var zip = Zip.Open(path);
        using var content = Zip.Content(zip, path, $"gzip/{name}", packed: true);
        return Idx.Read(content);
    }
}
