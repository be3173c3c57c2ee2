using ModelZoo.Datasets.Generated;
using ModelZoo.Datasets.Images;
using ModelZoo.Datasets.Signals;
using ModelZoo.Datasets.Tables;
using ModelZoo.Datasets.Text;

namespace ModelZoo.Datasets;

/// <summary>The rows of the catalog.</summary>
internal static class DatasetTable
{
    private const string
        Zalando = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
        Facebook = "https://ossci-datasets.s3.amazonaws.com/mnist/",
        LeCun = "http://yann.lecun.com/exdb/mnist/",
        Codh = "http://codh.rois.ac.jp/kmnist/dataset/kmnist/",
        Nist = "https://biometrics.nist.gov/",
        NistMirror = "https://www.itl.nist.gov/iaui/vip/",
        Toronto = "https://www.cs.toronto.edu/~kriz/",
        Karpathy = "https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/",
        Greydanus = "https://raw.githubusercontent.com/greydanus/mnist1d/master/",
        Dasher = "/usr/share/dasher/";

    // The files of the textbook.
    private static readonly string[] D2l =
        ["https://d2l-data.s3-accelerate.amazonaws.com/", "http://d2l-data.s3-accelerate.amazonaws.com/"];

    private static readonly RemoteFile EmnistArchive = new("gzip.zip", 561753746, "58c8d27c78d21e728a6bc7b3cc06412e",
        [$"{Nist}cs_links/EMNIST/gzip.zip", $"{NistMirror}cs_links/EMNIST/gzip.zip"], "gzip");

    internal static readonly DatasetEntry[] Rows =
    [
        new("fashion-mnist", "images", "60,000 + 10,000 gray 28x28, 10 classes of clothes",
            "Xiao, Rasul, Vollgraf 2017, github.com/zalandoresearch/fashion-mnist",
            Mnist.Files([Zalando],
                (26421880, "8d4fb7e6c68d591d4c3dfef9ec88bf0d"), (29515, "25c81989df183df01b3e8a0aad5dffbe"),
                (4422102, "bef4ecab320f06d8554ea6380940ec79"), (5148, "bb300cfdad3c16e7a12a480ee83cd310")),
            Mnist.Reader(Mnist.Clothes)),
        new("mnist", "images", "60,000 + 10,000 gray 28x28, 10 digits",
            "LeCun, Cortes, Burges 1998, yann.lecun.com/exdb/mnist",
            Mnist.Files([Facebook, LeCun],
                (9912422, "f68b3c2dcbeaaa9fbdd348bbdeb94873"), (28881, "d53e105ee54ea40749a09fcbcd1e9432"),
                (1648877, "9fb629c4189551a2d022fa330f9573f3"), (4542, "ec29112dd5afa0611ce80d1b7f02629c")),
            Mnist.Reader(Mnist.Digits)),
        new("kmnist", "images", "60,000 + 10,000 gray 28x28, 10 cursive characters",
            "Clanuwat et al. 2018, codh.rois.ac.jp/kmnist",
            Mnist.Files([Codh],
                (18165135, "bdb82020997e1d708af4cf47b453dcf7"), (29497, "e144d726b3acfaa3e44228e80efcd344"),
                (3041136, "5c965bf0a639b31b8f53240b1b52f4d7"), (5120, "7320c461ea6c1c855c0b718fb2a4b134")),
            Mnist.Reader(Mnist.Kana)),
        .. Emnist.Divisions.Select(row => new DatasetEntry(
            $"emnist-{row.Division}", "images", $"{row.Contents} gray 28x28, {row.Classes.Length} letters and digits",
            "Cohen et al. 2017, www.nist.gov/itl/products-and-services/emnist-dataset",
            [EmnistArchive], Emnist.Reader(row.Division, row.Classes))
        {
            Folder = "emnist",
        }),
        new("cifar-10", "images", "50,000 + 10,000 color 32x32, 10 classes",
            "Krizhevsky 2009, www.cs.toronto.edu/~kriz/cifar.html",
            [new("cifar-10-binary.tar.gz", 170052171, "c32a1d4ab5d03f1284b67883e8d87530",
                [$"{Toronto}cifar-10-binary.tar.gz"], "cifar-10-batches-bin")],
            Cifar.Reader(Cifar.Cifar10)),
        new("cifar-100", "images", "50,000 + 10,000 color 32x32, 100 classes",
            "Krizhevsky 2009, www.cs.toronto.edu/~kriz/cifar.html",
            [new("cifar-100-binary.tar.gz", 168513733, "03b5dce01913d631647c71ecec9e9cb8",
                [$"{Toronto}cifar-100-binary.tar.gz"], "cifar-100-binary")],
            Cifar.Reader(Cifar.Cifar100)),
        new("mnist1d", "signals", "4,000 + 1,000 signals of 40 numbers, 10 digits",
            "Greydanus, Kobak 2024, github.com/greydanus/mnist1d",
            [new("mnist1d_data.pkl", 1642012, "e95257676e9fb04568e46dda007da22cc8664ccba1451456afde55d7f6dd6aa5",
                [$"{Greydanus}mnist1d_data.pkl"])],
            Mnist1d.Read),

        TimeMachine("time-machine", "173,428 characters, as the textbooks prepare it", TextReading.Windows),
        TimeMachine("time-machine-sequential", "the first 10,000 characters, rows that continue from batch to batch",
            TextReading.Sequential),
        TimeMachine("time-machine-random", "the first 10,000 characters, windows in random order", TextReading.Random),
        new("tiny-shakespeare", "text", "1,115,394 characters", "Karpathy 2015, github.com/karpathy/char-rnn",
            [new("input.txt", 1115394, "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
                [$"{Karpathy}input.txt"], "tinyshakespeare.txt")],
            TextDataset.Read),
        new("dasher-english", "text", "318,000 characters of plain English",
            "the Dasher project, www.inference.org.uk/dasher; Debian's package dasher-data",
            [new("training_english_GB.txt", 318595, "57b141d58522e96e727e966fc1bf24628fecda85",
                [], $"{Dasher}training_english_GB.txt")],
            TextDataset.Read),
        new("airfoil", "tables", "1,503 rows, 5 features, a sound level",
            "Brooks, Pope, Marcolini 1989, archive.ics.uci.edu/dataset/291",
            [FromTextbook("airfoil_self_noise.dat", 59984, "76e5be1548fd8222e5074cf0faae75edff8cf93f")], Airfoil.Read),
        new("fra-eng", "pairs", "600 English sentences and their French (of 167,130)",
            "the Tatoeba project, www.manythings.org/anki",
            [FromTextbook("fra-eng.zip", 0, "94646ad1522d915e7b0f9296181140edcf86a4f5", "fra.txt")],
            SentencePairs.Read),

        Numbers("linear-regression", "1,000 + 1,000 points, 2 features", 1000, 1000, Curves.Linear),
        Numbers("linear-regression-200", "20 + 100 points, 200 features", 20, 100, Curves.HighDimensional),
        Numbers("polynomial", "100 + 100 points, 20 powers", 100, 100, Curves.Polynomial),
        Computed("sines", "600 + 396 windows of a noisy sine", Curves.Sines),
        Plane("xor", "1,000 + 200 points, 2 classes", 1000, 200, Points.Xor, "0", "1"),
        Plane("moons", "1,000 + 200 points, 2 classes", 1000, 200, Points.Moons, "upper", "lower"),
        Plane("circles", "1,000 + 200 points, 2 classes", 1000, 200, Points.Circles, "outer", "inner"),
        Plane("spirals", "1,500 + 300 points, 3 classes", 1500, 300, Points.Spirals, "0", "1", "2"),
        Plane("blobs", "1,000 + 200 points, 4 classes", 1000, 200, Points.Blobs, "east", "north", "west", "south"),
        Computed("adding", "10,000 + 1,000 sequences of 50 numbers",
            Synthetic.Reader(Targets.Numbers, 10_000, 1000, 50, Sequences.Adding)),
        Computed("parity", "10,000 + 1,000 sequences of 16 bits",
            Synthetic.Reader(Targets.Classes, 10_000, 1000, 16, Sequences.Parity, "even", "odd")),
        Computed("copy", "10,000 + 2,000 rows of letters", Sequences.Letters(reversed: false)),
        Computed("reversal", "10,000 + 2,000 rows of letters", Sequences.Letters(reversed: true)),
        Computed("dates", "10,000 + 2,000 dates and their ISO form", Sequences.Dates),
        Computed("glyphs", "10,000 + 2,000 gray 28x28, 10 digits", Glyphs.Reader(letters: false)),
        Computed("glyphs-letters", "10,000 + 2,000 gray 28x28, 35 digits and letters", Glyphs.Reader(letters: true)),
    ];

    private static RemoteFile FromTextbook(string name, long bytes, string sha1, params string[] alternatives) =>
        new(name, bytes, sha1, [.. D2l.Select(mirror => $"{mirror}{name}")], alternatives);

    private static DatasetEntry TimeMachine(string name, string contents, TextReading reading) =>
        new(name, "text", contents, "H. G. Wells 1895, www.gutenberg.org/ebooks/35",
            [FromTextbook("timemachine.txt", 178979, "090b5e7e70c295757f55df93cb0a180b9691891a")],
            TextDataset.TimeMachine(reading))
        {
            Folder = "time-machine",
        };

    private static DatasetEntry Numbers(string name, string contents, long train, long test, ExampleMaker make) =>
        Computed(name, contents, Synthetic.Reader(Targets.Numbers, train, test, make));

    private static DatasetEntry Plane(
        string name, string contents, long train, long test, ExampleMaker make, params string[] classes) =>
        Computed(name, contents, Synthetic.Reader(Targets.Classes, train, test, make, classes));

    private static DatasetEntry Computed(string name, string contents, DatasetReader read) =>
        new(name, "synthetic", contents, "computed from the seed", [], read);
}
