namespace ModelZoo.Datasets.Images;

/// <summary>MNIST and the data sets in its format: 28 x 28 gray images in four IDX files.</summary>
internal static class Mnist
{
    internal static readonly string[] Digits = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

    internal static readonly string[] Clothes =
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    internal static readonly string[] Kana = ["o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"];

    private static readonly string[] Names =
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    /// <summary>The four files: training images, training labels, test images, test labels.</summary>
    internal static RemoteFile[] Files(string[] mirrors, params (long Bytes, string Md5)[] published) =>
    [
        .. Names.Zip(published, (name, file) => new RemoteFile(
            $"{name}.gz", file.Bytes, file.Md5, [.. mirrors.Select(mirror => $"{mirror}{name}.gz")], name)),
    ];

    internal static DatasetReader Reader(string[] classes) => (entry, options) =>
    {
        string[] paths = [.. entry.Files.Select((_, index) => entry.GetFile(options, index))];
        // The test part is unpacked on another thread.
        var test = Task.Run(() => Read(paths[2], paths[3], classes.Length, options.LimitTest));
        try
        {
            var train = Read(paths[0], paths[1], classes.Length, options.LimitTrain);
            return new Dataset(entry.Name, Targets.Classes, train, test.GetAwaiter().GetResult()) { Classes = classes };
        }
        finally
        {
            // After an error the program may end, and libtorch must not be unloaded while it is in use.
            ((IAsyncResult)test).AsyncWaitHandle.WaitOne();
        }
    };

    private static Split Read(string images, string labels, int classes, int? limit)
    {
        using var scope = NewDisposeScope();
        return Pair(Idx.Read(images, limit), images, Idx.Read(labels, limit), labels, classes);
    }

    internal static Split Pair(Tensor images, string imagesPath, Tensor labels, string labelsPath, int classes)
    {
        if (images.ndim != 3 || labels.ndim != 1 || images.shape[0] != labels.shape[0])
            throw new DatasetException(
                $"{imagesPath} holds [{string.Join(", ", images.shape)}] and {labelsPath} " +
                $"[{string.Join(", ", labels.shape)}], but they should hold [N, height, width] and [N], " +
                "so they do not belong together: fetch both again.");
        Idx.CheckLabels(labels, classes, labelsPath);
        return new Split(images.unsqueeze(1), labels.to(ScalarType.Int64));
    }
}
