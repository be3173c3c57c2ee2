using ModelZoo.Datasets.Files;
using ModelZoo.Datasets.Generated;
using ModelZoo.Datasets.Images;
using ModelZoo.Datasets.Sets;
using ModelZoo.Datasets.Tables;
using ModelZoo.Datasets.Text;

namespace ModelZoo.Datasets;

/// <summary>Every data set that has a name.</summary>
public static class DatasetCatalog
{
    private const string Facebook = "https://ossci-datasets.s3.amazonaws.com/mnist/";
    private const string Zalando = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/";
    private const string Codh = "http://codh.rois.ac.jp/kmnist/dataset/kmnist/";

    private const string Dasher = "57b141d58522e96e727e966fc1bf24628fecda85";
    private static readonly string[] D2l = ["https://d2l-data.s3-accelerate.amazonaws.com/", "http://d2l-data.s3-accelerate.amazonaws.com/"];

    private const string Wells = "H. G. Wells 1895, www.gutenberg.org/ebooks/35";
    private static readonly RemoteFile TimeMachine = new("timemachine.txt", 178979, "090b5e7e70c295757f55df93cb0a180b9691891a", [.. D2l.Select(mirror => $"{mirror}timemachine.txt")]);

    public static IReadOnlyList<DatasetEntry> Entries { get; } =
    [
        new("fashion-mnist", "images", "60,000 + 10,000 grey 28x28, 10 classes of clothes", "Xiao, Rasul, Vollgraf 2017, github.com/zalandoresearch/fashion-mnist",
            Mnist.Files([(26421880, "8d4fb7e6c68d591d4c3dfef9ec88bf0d"), (29515, "25c81989df183df01b3e8a0aad5dffbe"), (4422102, "bef4ecab320f06d8554ea6380940ec79"), (5148, "bb300cfdad3c16e7a12a480ee83cd310")], Zalando),
            Mnist.Reader(Mnist.Clothes)),
        new("mnist", "images", "60,000 + 10,000 grey 28x28, 10 digits", "LeCun, Cortes, Burges 1998, yann.lecun.com/exdb/mnist",
            Mnist.Files([(9912422, "f68b3c2dcbeaaa9fbdd348bbdeb94873"), (28881, "d53e105ee54ea40749a09fcbcd1e9432"), (1648877, "9fb629c4189551a2d022fa330f9573f3"), (4542, "ec29112dd5afa0611ce80d1b7f02629c")], Facebook, "http://yann.lecun.com/exdb/mnist/"),
            Mnist.Reader(Mnist.Digits)),
        new("kmnist", "images", "60,000 + 10,000 grey 28x28, 10 cursive characters", "Clanuwat et al. 2018, codh.rois.ac.jp/kmnist",
            Mnist.Files([(18165135, "bdb82020997e1d708af4cf47b453dcf7"), (29497, "e144d726b3acfaa3e44228e80efcd344"), (3041136, "5c965bf0a639b31b8f53240b1b52f4d7"), (5120, "7320c461ea6c1c855c0b718fb2a4b134")], Codh),
            Mnist.Reader(Mnist.Kana)),
        .. Emnist.Divisions.Select(row => new DatasetEntry($"emnist-{row.Division}", "images", $"{row.Contents} grey 28x28, {row.Classes.Length} letters and digits", "Cohen et al. 2017, www.nist.gov/itl/products-and-services/emnist-dataset",
            [Emnist.Archive], Emnist.Reader(row.Division, row.Classes)) { Folder = "emnist" }),
        new("cifar-10", "images", "50,000 + 10,000 colour 32x32, 10 classes", "Krizhevsky 2009, www.cs.toronto.edu/~kriz/cifar.html",
            [new("cifar-10-binary.tar.gz", 170052171, "c32a1d4ab5d03f1284b67883e8d87530", ["https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"], "cifar-10-batches-bin")], Cifar.Reader(Cifar.Ten)),
        new("cifar-100", "images", "50,000 + 10,000 colour 32x32, 100 classes", "Krizhevsky 2009, www.cs.toronto.edu/~kriz/cifar.html",
            [new("cifar-100-binary.tar.gz", 168513733, "03b5dce01913d631647c71ecec9e9cb8", ["https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz"], "cifar-100-binary")], Cifar.Reader(Cifar.Hundred)),
        new("time-machine", "text", "173,428 characters, as the textbooks prepare it", Wells, [TimeMachine], TextDataset.TimeMachine(TextReading.Windows)),
        new("time-machine-sequential", "text", "the first 10,000 characters, rows that go on from batch to batch", Wells, [TimeMachine], TextDataset.TimeMachine(TextReading.Sequential)) { Folder = "time-machine" },
        new("time-machine-random", "text", "the first 10,000 characters, windows in random order", Wells, [TimeMachine], TextDataset.TimeMachine(TextReading.Random)) { Folder = "time-machine" },
        new("tiny-shakespeare", "text", "1,115,394 characters", "Karpathy 2015, github.com/karpathy/char-rnn",
            [new("input.txt", 1115394, "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed", ["https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt"], "tinyshakespeare.txt")], TextDataset.Read),
        new("dasher-english", "text", "318,000 characters of plain English", "the Dasher project, www.inference.org.uk/dasher; Debian's package dasher-data",
            [new("training_english_GB.txt", 318595, Dasher, [], "/usr/share/dasher/training_english_GB.txt")], TextDataset.Read),
        new("airfoil", "tables", "1,503 rows, 5 features, a sound level", "Brooks, Pope, Marcolini 1989, archive.ics.uci.edu/dataset/291",
            [new("airfoil_self_noise.dat", 59984, "76e5be1548fd8222e5074cf0faae75edff8cf93f", [.. D2l.Select(mirror => $"{mirror}airfoil_self_noise.dat")])], Airfoil.Read),
        new("fra-eng", "pairs", "600 English sentences and their French (of 167,130)", "the Tatoeba project, www.manythings.org/anki",
            [new("fra-eng.zip", 0, "94646ad1522d915e7b0f9296181140edcf86a4f5", [.. D2l.Select(mirror => $"{mirror}fra-eng.zip")], "fra.txt")], SentencePairs.Read),
        Computed("linear-regression", "1,000 + 1,000 points, 2 features", Synthetic.Reader(Targets.Numbers, 1000, 1000, Curves.Linear)),
        Computed("linear-regression-200", "20 + 100 points, 200 features", Synthetic.Reader(Targets.Numbers, 20, 100, Curves.HighDimensional)),
        Computed("polynomial", "100 + 100 points, 20 powers", Synthetic.Reader(Targets.Numbers, 100, 100, Curves.Polynomial)),
        Computed("sines", "600 + 396 windows of a noisy sine", Curves.Sines),
        Computed("xor", "1,000 + 200 points, 2 classes", Synthetic.Reader(Targets.Classes, 1000, 200, Points.Xor, "0", "1")),
        Computed("moons", "1,000 + 200 points, 2 classes", Synthetic.Reader(Targets.Classes, 1000, 200, Points.Moons, "upper", "lower")),
        Computed("circles", "1,000 + 200 points, 2 classes", Synthetic.Reader(Targets.Classes, 1000, 200, Points.Circles, "outer", "inner")),
        Computed("spirals", "1,500 + 300 points, 3 classes", Synthetic.Reader(Targets.Classes, 1500, 300, Points.Spirals, "0", "1", "2")),
        Computed("blobs", "1,000 + 200 points, 4 classes", Synthetic.Reader(Targets.Classes, 1000, 200, Points.Blobs, "east", "north", "west", "south")),
        Computed("adding", "10,000 + 1,000 sequences of 50 numbers", Synthetic.Reader(Targets.Numbers, 10_000, 1000, 50, Sequences.Adding)),
        Computed("parity", "10,000 + 1,000 sequences of 16 bits", Synthetic.Reader(Targets.Classes, 10_000, 1000, 16, Sequences.Parity, "even", "odd")),
        Computed("copy", "10,000 + 2,000 rows of letters", Sequences.Letters(reversed: false)),
        Computed("reversal", "10,000 + 2,000 rows of letters", Sequences.Letters(reversed: true)),
        Computed("dates", "10,000 + 2,000 dates and their ISO form", Sequences.Dates),
        Computed("glyphs", "10,000 + 2,000 grey 28x28, 10 digits", Glyphs.Read),
        Computed("glyphs-letters", "10,000 + 2,000 grey 28x28, 35 digits and letters", Glyphs.Read),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. Entries.Select(entry => entry.Name)];

    private static DatasetEntry Computed(string name, string contents, Func<DatasetEntry, DatasetOptions, Dataset> make) =>
        new(name, "synthetic", contents, "computed from the seed", [], make);

    public static DatasetEntry? Find(string name) => Entries.FirstOrDefault(entry => entry.Name == name);

    /// <summary>Opens a data set by its name, or a file or folder of one's own: .csv a table, .tsv sentence pairs, any other file a text, a folder pictures.</summary>
    public static Dataset Open(string name, DatasetOptions? options = null)
    {
        options = (options ?? new DatasetOptions()) with { Others = () => Others(options?.DataRoot) };
        return Limit(Find(name) is { } entry ? entry.Read(entry, options) : Own(name, options) ?? throw Unknown(name), options);
    }

    private static string Others(string? dataRoot)
    {
        var here = Entries.Where(entry => entry.Files.Count > 0 && entry.IsPresent(dataRoot)).Select(entry => entry.Name).ToList();
        return here.Count > 0 ? $"Here already: {string.Join(", ", here)}."
            : "No other data set with files is here; the synthetic ones (glyphs, spirals, ...) need none.";
    }

    /// <summary>Refuses a name that is neither a set's nor a file's or folder's, before anything is read.</summary>
    public static void Check(string name, string? dataRoot)
    {
        if (Find(name) is null && !File.Exists(name) && !Directory.Exists(name) && DataRoot.FindFolder(name, dataRoot) is null)
            throw Unknown(name);
    }

    // A file or folder of the user's: by its path, or a folder of pictures in a data root by its name.
    private static Dataset? Own(string name, DatasetOptions options)
    {
        if (File.Exists(name))
            return Path.GetExtension(name).ToLowerInvariant() switch
            {
                ".csv" => Table.Open(name, options),
                ".tsv" => SentencePairs.Open(name, options),
                _ => TextDataset.Open(name, options),
            };
        var folder = DataRoot.FindFolder(name, options.DataRoot);
        return Directory.Exists(name) ? ImageFolder.Open(name, options) : folder is not null ? ImageFolder.Open(folder, options) : null;
    }

    private static Dataset Limit(Dataset whole, DatasetOptions options) =>
        options is { LimitTrain: null, LimitTest: null } ? whole : whole.With(Cut(whole.Train, options.LimitTrain), Cut(whole.Test, options.LimitTest));

    // A part that is cut is a view: it keeps the memory, the whole one's handles go.
    private static Split Cut(Split split, int? limit)
    {
        if (limit is < 1)
            throw new DatasetException($"A limit of {limit} leaves no example: give 1 or more.");
        if (limit is null || limit >= split.Count)
            return split;
        using (split)
            return split.Take(limit.Value);
    }

    private static DatasetException Unknown(string name)
    {
        var nearest = Nearest.To(name, Names);
        return new DatasetException($"There is no data set called '{name}'"
            + (nearest.Count > 0 ? $": did you mean {string.Join(" or ", nearest)}?" : ".") + $" All names: {string.Join(", ", Names)}; or give the path of a file or folder of your own.")
        { IsUsage = true };
    }
}
