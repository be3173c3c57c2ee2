namespace ModelZoo.Datasets.Sets;

/// <summary>How a data set is opened. Each data set reads the options that concern it.</summary>
public sealed record DatasetOptions
{
    /// <summary>Searched before MODELZOO_DATA, the user's cache and the system's packages.</summary>
    public string? DataRoot { get; init; }

    public int? LimitTrain { get; init; }
    public int? LimitTest { get; init; }

    /// <summary>Whether a missing file may be downloaded.</summary>
    public bool Download { get; init; } = true;

    public IProgress<DownloadProgress>? Progress { get; init; }

    /// <summary>For computed data and random splits.</summary>
    public long Seed { get; init; }

    /// <summary>Training examples of a computed data set; by default its own number.</summary>
    public int? Examples { get; init; }

    /// <summary>The share held out if there is no test part; by default the data set's own, or a fifth.</summary>
    public double? TestRatio { get; init; }

    /// <summary>Tokens of a text window or of a sentence; by default the data set's own number.</summary>
    public int? Steps { get; init; }

    /// <summary>How a text is cut into windows; by default the data set's own way.</summary>
    public TextReading? Reading { get; init; }

    /// <summary>Tokens are words instead of characters.</summary>
    public bool Words { get; init; }

    /// <summary>The most tokens or sentence pairs that are read; by default the data set's own number.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>The column of a table to predict; by default the last.</summary>
    public string? Target { get; init; }

    /// <summary>Height and width of pictures read from a folder; by default those of the first picture.</summary>
    public int? PictureSize { get; init; }

    /// <summary>The sentence about other data sets that ends the message about a missing file.</summary>
    internal Func<string> OtherDatasets { get; init; } = () => "";
}
