using ModelZoo.Datasets.Images;
using ModelZoo.Datasets.Tables;
using ModelZoo.Datasets.Text;

namespace ModelZoo.Datasets;

/// <summary>Finds and opens data sets by name or path.</summary>
public static class DatasetCatalog
{
    public static IReadOnlyList<DatasetEntry> Entries { get; } = DatasetTable.Rows;

    public static IReadOnlyList<string> Names { get; } = [.. Entries.Select(entry => entry.Name)];

    public static DatasetEntry? Find(string name) => Entries.FirstOrDefault(entry => entry.Name == name);

    /// <summary>
    /// Opens a data set by its name, or the user's own data: a .csv file is a table, a .tsv file sentence pairs, any
    /// other file a text, a folder pictures.
    /// </summary>
    public static Dataset Open(string name, DatasetOptions? options = null)
    {
        options = (options ?? new DatasetOptions()) with { OtherDatasets = () => Present(options?.DataRoot) };
        var whole = Find(name) is { } entry ? entry.Read(entry, options) : OpenOwn(name, options);
        if (whole is { Kind: Targets.Classes, Classes: [var only] })
            throw new DatasetException($"{name} has one class only, '{only}': give examples of two or more.");
        return options is { LimitTrain: null, LimitTest: null } ? whole
            : whole.With(Limit(whole.Train, options.LimitTrain), Limit(whole.Test, options.LimitTest));
    }

    /// <summary>Fails if there is no such data set, file or folder. Reads nothing.</summary>
    public static void Check(string name, string? dataRoot)
    {
        if (Find(name) is null && !File.Exists(name) && FindFolder(name, dataRoot) is null)
            throw Unknown(name);
    }

    private static Dataset OpenOwn(string name, DatasetOptions options)
    {
        if (!File.Exists(name))
            return ImageFolder.Open(FindFolder(name, options.DataRoot) ?? throw Unknown(name), options);
        return Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".csv" => Table.Open(name, options),
            ".tsv" => SentencePairs.Open(name, options),
            _ => TextDataset.Open(name, options),
        };
    }

    // By its path, or by its name in a data root.
    private static string? FindFolder(string name, string? dataRoot) =>
        Directory.Exists(name) ? name : DataRoot.FindFolder(name, dataRoot);

    // A limited part is a view, which keeps the memory alive. The handles of the whole part are disposed.
    private static Split Limit(Split split, int? limit)
    {
        if (limit is < 1)
            throw new DatasetException($"A limit of {limit} leaves no example: give 1 or more.");
        if (limit is null || limit >= split.Count)
            return split;
        using (split)
            return split.Take(limit.Value);
    }

    private static string Present(string? dataRoot)
    {
        var present = Entries.Where(entry => entry.Files.Count > 0 && entry.IsPresent(dataRoot));
        var list = string.Join(", ", present.Select(entry => entry.Name));
        return list.Length > 0 ? $"Here already: {list}."
            : "No other data set with files is here; the synthetic ones (glyphs, spirals, ...) need none.";
    }

    private static DatasetException Unknown(string name)
    {
        var nearest = Nearest.To(name, Names);
        var hint = nearest.Count > 0 ? $": did you mean {string.Join(" or ", nearest)}?" : ".";
        var message = $"There is no data set called '{name}'{hint} All names: {string.Join(", ", Names)}; " +
            "or give the path of a file or folder of your own.";
        return new DatasetException(message) { IsUsage = true };
    }
}
