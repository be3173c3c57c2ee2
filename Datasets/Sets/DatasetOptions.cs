using ModelZoo.Datasets.Files;

namespace ModelZoo.Datasets.Sets;

/// <summary>How a data set is opened; each set reads what concerns it.</summary>
public sealed record DatasetOptions
{
    /// <summary>Looked in first, ahead of MODELZOO_DATA, the user's cache and the system's packages.</summary>
    public string? DataRoot { get; init; }

    public int? LimitTrain { get; init; }
    public int? LimitTest { get; init; }

    /// <summary>Whether a file that is nowhere may be fetched.</summary>
    public bool Download { get; init; } = true;

    public IProgress<DownloadProgress>? Progress { get; init; }

    /// <summary>Of synthetic data and random splits.</summary>
    public long Seed { get; init; }

    /// <summary>Training examples of a synthetic set; null is the set's own number.</summary>
    public int? Examples { get; init; }

    /// <summary>The share that is kept for testing where a set has no test part of its own; null is the set's own way, else a fifth.</summary>
    public double? TestRatio { get; init; }

    /// <summary>Tokens of one text window or of one sentence; null is the set's own number.</summary>
    public int? Steps { get; init; }

    /// <summary>How a text is cut and walked; null is the set's own way.</summary>
    public TextReading? Reading { get; init; }

    /// <summary>Words instead of characters.</summary>
    public bool Words { get; init; }

    /// <summary>Tokens of a text, or sentence pairs, that are read at all; null is the set's own number.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>The column of a table that is to be predicted; null is the last one.</summary>
    public string? Target { get; init; }

    /// <summary>Height and width of pictures read from a folder; null is the size of the first.</summary>
    public int? PictureSize { get; init; }

    /// <summary>The sentence about other data sets that ends the message about a missing file.</summary>
    internal Func<string> Others { get; init; } = () => "";
}
