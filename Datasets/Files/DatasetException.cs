namespace ModelZoo.Datasets.Files;

/// <summary>Data that is missing, damaged or asked for in a way that makes no sense: one sentence that says what, where and what to do.</summary>
public sealed class DatasetException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What was asked for does not exist, as a mistyped name: the asker's mistake and not the data's.</summary>
    public bool IsUsage { get; init; }
}
