using ModelZoo.Datasets.Files;
using ModelZoo.Datasets.Sets;
using static TorchSharp.torch;

namespace ModelZoo.Datasets.Images;

/// <summary>MNIST and the sets published in its format: 28 x 28 grey images in four IDX files.</summary>
internal static class Mnist
{
    internal static readonly string[] Digits = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
    internal static readonly string[] Clothes = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];
    internal static readonly string[] Kana = ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"];

    /// <summary>The four files, in the order train images, train labels, test images, test labels.</summary>
    internal static RemoteFile[] Files((long Bytes, string Checksum)[] published, params string[] mirrors)
    {
        string[] names = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];
        return [.. names.Select((name, i) => new RemoteFile($"{name}.gz", published[i].Bytes, published[i].Checksum, [.. mirrors.Select(mirror => $"{mirror}{name}.gz")], name))];
    }

    internal static Func<DatasetEntry, DatasetOptions, Dataset> Reader(string[] classes) => (set, options) =>
    {
        var paths = set.Files.Select(file => DatasetFiles.Get(set, file, options)).ToArray();
        // The test part is unpacked meanwhile.
        var test = Task.Run(() => Read(paths[2], paths[3], classes.Length));
        try
        {
            return new Dataset(set.Name, Targets.Classes, Read(paths[0], paths[1], classes.Length), test.GetAwaiter().GetResult()) { Classes = classes };
        }
        finally
        {
            // Whoever is told of a damaged training part may end the program, and libtorch must not go while it is called.
            ((IAsyncResult)test).AsyncWaitHandle.WaitOne();
        }
    };

    internal static Split Read(string images, string labels, int classes)
    {
        using var scope = NewDisposeScope();
        return Pair(Idx.Read(images), images, Idx.Read(labels), labels, classes);
    }

    internal static Split Pair(Tensor pictures, string images, Tensor targets, string labels, int classes)
    {
        if (pictures.ndim != 3 || targets.ndim != 1 || pictures.shape[0] != targets.shape[0])
            throw new DatasetException($"{images} holds [{string.Join(", ", pictures.shape)}] and {labels} [{string.Join(", ", targets.shape)}]: they should be [N, height, width] and [N], so they do not belong together; fetch both again.");
        Labels.Check(targets, classes, labels);
        return new Split(pictures.unsqueeze(1), targets.to(ScalarType.Int64));
    }
}
