namespace ModelZoo.Datasets.Files;

/// <summary>Data is missing, damaged or requested wrongly. The message says what, where, and what to do.</summary>
public sealed class DatasetException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The caller made a mistake, such as a mistyped name. The data is not to blame.</summary>
    public bool IsUsage { get; init; }
}
