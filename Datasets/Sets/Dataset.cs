namespace ModelZoo.Datasets.Sets;

/// <summary>The kind of the targets, which decides what models and losses fit.</summary>
public enum Targets
{
    /// <summary>int64 [N]: one class for each example.</summary>
    Classes,

    /// <summary>float [N, ...].</summary>
    Numbers,

    /// <summary>int64 [N, T]: the inputs one token later.</summary>
    NextTokens,

    /// <summary>int64 [N, T]: another sequence, ended by Vocabulary.End and padded with Vocabulary.Padding.</summary>
    Sequences,
}

/// <summary>A training and a test part, and what a model must know of them. Disposes both parts.</summary>
public sealed class Dataset(string name, Targets kind, Split train, Split test) : IDisposable
{
    public string Name { get; } = name;
    public Targets Kind { get; } = kind;
    public Split Train { get; } = train;
    public Split Test { get; } = test;

    /// <summary>The names of the classes; empty if the targets are not classes.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>Of the input's tokens; null if the inputs are not tokens.</summary>
    public Vocabulary? Vocabulary { get; init; }

    /// <summary>Of the target's tokens, if they have their own.</summary>
    public Vocabulary? TargetVocabulary { get; init; }

    /// <summary>Of a table, the target included; else empty.</summary>
    public IReadOnlyList<TableColumn> Columns { get; init; } = [];

    /// <summary>What a user should know about how the files were read, in sentences.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    public long[] InputShape => Train.InputShape;

    /// <summary>Channels of images; otherwise 1.</summary>
    public int Channels => InputShape.Length == 3 ? (int)InputShape[0] : 1;

    /// <summary>Height of images, features of a table, or steps of a sequence.</summary>
    public int Size => (int)(InputShape.Length == 3 ? InputShape[1] : InputShape.Length > 0 ? InputShape[^1] : 1);

    /// <summary>The same data set with other parts. If they are views of this one's, do not dispose this one.</summary>
    public Dataset With(Split train, Split test) => new(Name, Kind, train, test)
    {
        Classes = Classes,
        Vocabulary = Vocabulary,
        TargetVocabulary = TargetVocabulary,
        Columns = Columns,
        Notes = Notes,
    };

    public void Dispose()
    {
        Train.Dispose();
        Test.Dispose();
    }
}
