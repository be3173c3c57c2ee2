namespace ModelZoo.Datasets.Images;

/// <summary>
/// A folder of pictures: `root/train/class/picture.jpg` or `root/class/picture.jpg`, and `root/test/...` or a share of
/// these pictures. The names of the folders are the classes. All pictures get one size. They are decoded into memory if
/// they fit, else when needed.
/// </summary>
public static class ImageFolder
{
    private const int NamedFiles = 3;
    private static readonly string[] TestNames = ["test", "val", "valid"];

    /// <param name="memory">The most bytes of decoded pictures to keep; by default a quarter of the memory.</param>
    public static Dataset Open(string folder, DatasetOptions? options = null, long? memory = null)
    {
        options ??= new DatasetOptions();
        var testFolder = TestNames.Select(name => Path.Combine(folder, name)).FirstOrDefault(Directory.Exists);
        var trainFolder = Path.Combine(folder, "train");
        if (testFolder is null && !Directory.Exists(trainFolder))
            trainFolder = folder;
        string[] classes = Directory.Exists(trainFolder) ? Classes(trainFolder) : [];
        if (classes.Length == 0)
            throw new DatasetException(
                $"{folder} is not a folder of pictures: it should hold train/<class>/ or <class>/ folders.");
        List<string> skipped = [], notes = [];
        var train = List(trainFolder, classes, skipped);
        var counts = train.CountBy(file => file.Class).ToDictionary();
        if (classes.Where((_, number) => !counts.ContainsKey(number)).FirstOrDefault() is { } empty)
            throw new DatasetException($"{Path.Combine(trainFolder, empty)} has no picture "
                + $"({string.Join(" ", Pictures.Extensions)}): fill it, or remove the folder of this class.");
        int all = train.Length;
        (train, var test) = testFolder is null ? HoldOut(train, options) : (train, List(testFolder, classes, skipped));
        if (train.Length == 0 || test.Length == 0)
            throw new DatasetException($"{folder}: one part has no picture ({string.Join(" ", Pictures.Extensions)}).");
        if (testFolder is null)
            notes.Add($"{folder} has no test folder: {test.Length:N0} of its {all:N0} pictures are held out to test.");
        if (skipped.Count > 0)
            notes.Add($"{folder}: {(skipped.Count == 1 ? "1 file is not a picture and was"
                    : $"{skipped.Count:N0} files are not pictures and were")} skipped: "
                + $"{string.Join(", ", skipped.Take(NamedFiles))}{(skipped.Count > NamedFiles ? ", ..." : "")}.");

        var (height, width, channels) = Pictures.Measure(train[0].Path);
        if (options.PictureSize is { } size)
            (height, width) = (size, size);
        long bytes = (train.Length + test.Length) * (long)channels * height * width;
        bool fits = bytes <= (memory ?? Math.Min(int.MaxValue, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4));
        var name = Path.GetFileName(Path.GetFullPath(folder));
        return new Dataset(name, Targets.Classes, Part(train), Part(test)) { Classes = classes, Notes = notes };

        Split Part((string Path, long Class)[] files)
        {
            var labels = tensor(files.Select(file => file.Class).ToArray());
            var split = new PictureSplit([.. files.Select(file => file.Path)], labels, [channels, height, width]);
            return fits ? split.ToMemory() : split;
        }
    }

    private static string[] Classes(string part) =>
        [.. Directory.EnumerateDirectories(part).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static (string Path, long Class)[] List(string part, string[] classes, List<string> skipped)
    {
        if (Classes(part).Except(classes).FirstOrDefault() is { } stranger)
            throw new DatasetException($"{part} has the class '{stranger}', which the training part does not have: " +
                $"there are {string.Join(", ", classes)}.");
        return
        [
            .. from entry in classes.Index()
               let folder = Path.Combine(part, entry.Item)
               where Directory.Exists(folder)
               let files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
               from path in files.Order(StringComparer.Ordinal)
               where IsPicture(path)
               select (path, (long)entry.Index),
        ];

        bool IsPicture(string path)
        {
            if (Pictures.IsPicture(path))
                return true;
            skipped.Add(Path.GetRelativePath(part, path));
            return false;
        }
    }

    private static ((string, long)[], (string, long)[]) HoldOut((string, long)[] files, DatasetOptions options)
    {
        using var random = new Generator((ulong)options.Seed);
        using var order = randperm(files.Length, generator: random);
        var shuffled = order.data<long>().ToArray().Select(i => files[i]).ToArray();
        int held = (int)Math.Round(files.Length * (options.TestRatio ?? Splits.TestRatio));
        held = Math.Min(Math.Max(1, held), files.Length - 1);
        return held < 1 ? ([], []) : (shuffled[held..], shuffled[..held]);
    }
}
