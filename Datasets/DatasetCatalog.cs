namespace ModelZoo.Datasets;

/// <summary>Every data set that has a name.</summary>
public static class DatasetCatalog
{
    private const string Facebook = "https://ossci-datasets.s3.amazonaws.com/mnist/";
    private const string Zalando = "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/";
    private const string Codh = "http://codh.rois.ac.jp/kmnist/dataset/kmnist/";

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
    ];

    public static IReadOnlyList<string> Names { get; } = [.. Entries.Select(entry => entry.Name)];

    public static DatasetEntry? Find(string name) => Entries.FirstOrDefault(entry => entry.Name == name);

    /// <summary>Opens a data set by its name.</summary>
    public static Dataset Open(string name, DatasetOptions? options = null)
    {
        options ??= new DatasetOptions();
        var entry = Find(name) ?? throw Unknown(name);
        return Limit(entry.Read(entry, options), options);
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
            + (nearest.Count > 0 ? $": did you mean {string.Join(" or ", nearest)}?" : ".") + $" All names: {string.Join(", ", Names)}.");
    }
}
