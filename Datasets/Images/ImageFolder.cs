using ModelZoo.Datasets.Files;
using ModelZoo.Datasets.Sets;
using static TorchSharp.torch;

namespace ModelZoo.Datasets.Images;

/// <summary>
/// A folder of pictures: `root/train/class/picture.jpg`, and `root/test/...` or a share of the training pictures. Classes are the folders'
/// names in order. All pictures are brought to one size, in memory if they fit, else each time they are needed.
/// </summary>
public static class ImageFolder
{
    private static readonly string[] TestNames = ["test", "val", "valid"];

    public static bool Is(string folder) =>
        Directory.Exists(Path.Combine(folder, "train")) && Directory.EnumerateDirectories(Path.Combine(folder, "train")).Any();

    /// <param name="memory">The most bytes that are kept decoded; by default a quarter of the memory there is.</param>
    public static Dataset Open(string folder, DatasetOptions? options = null, long? memory = null)
    {
        options ??= new DatasetOptions();
        if (!Is(folder))
            throw new DatasetException($"{folder} is no folder of pictures: it should hold train/<class>/ with one folder a class.");
        var (train, classes) = List(Path.Combine(folder, "train"), null);
        var test = TestNames.Select(name => Path.Combine(folder, name)).FirstOrDefault(Directory.Exists) is { } named ? List(named, classes).Files : null;
        if (test is null)
        {
            using var random = new Generator((ulong)options.Seed);
            using var order = randperm(train.Count, generator: random);
            var shuffled = order.data<long>().ToArray().Select(i => train[(int)i]).ToList();
            int held = Math.Clamp((int)Math.Round(train.Count * (options.TestRatio ?? Splits.TestRatio)), 1, train.Count - 1);
            (test, train) = (shuffled[..held], shuffled[held..]);
        }
        var (height, width, channels) = Pictures.Measure(train[0].Path);
        if (options.PictureSize is { } size)
            (height, width) = (size, size);
        var shape = new long[] { channels, height, width };
        long bytes = (train.Count + test.Count) * (long)channels * height * width;
        bool fits = bytes <= (memory ?? Math.Min(int.MaxValue, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4));
        Split Part(List<(string Path, long Class)> files)
        {
            if (files.Count == 0)
                throw new DatasetException($"{folder}: one of its parts holds no picture ({string.Join(" ", Pictures.Extensions)}).");
            var split = new PictureSplit([.. files.Select(file => file.Path)], tensor(files.Select(file => file.Class).ToArray()), shape);
            return fits ? split.ToMemory() : split;
        }
        return new Dataset(Path.GetFileName(Path.GetFullPath(folder)), Targets.Classes, Part(train), Part(test)) { Classes = classes };
    }

    private static (List<(string Path, long Class)> Files, IReadOnlyList<string> Classes) List(string part, IReadOnlyList<string>? known)
    {
        var classes = Directory.EnumerateDirectories(part).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal).ToList();
        if (known is not null && classes.Except(known).FirstOrDefault() is { } stranger)
            throw new DatasetException($"{part} has the class '{stranger}', which the training part does not have: there are {string.Join(", ", known)}.");
        var names = known ?? classes;
        return ([.. classes.SelectMany(name => Directory.EnumerateFiles(Path.Combine(part, name), "*", SearchOption.AllDirectories)
            .Where(path => Pictures.Extensions.Contains(Path.GetExtension(path).ToLowerInvariant())).Order(StringComparer.Ordinal)
            .Select(path => (path, (long)Array.IndexOf([.. names], name))))], names);
    }
}
