namespace ModelZoo.Datasets.Sets;

/// <summary>What the targets are, and so which kind of model and loss suits.</summary>
public enum Targets
{
    /// <summary>int64 [N]: one class each.</summary>
    Classes,

    /// <summary>float [N, ...]: numbers.</summary>
    Numbers,

    /// <summary>int64 [N, T]: the inputs one token later.</summary>
    NextTokens,

    /// <summary>int64 [N, T]: another sequence of tokens, closed by Vocabulary.End and filled up with Vocabulary.Padding.</summary>
    Sequences,
}

/// <summary>A data set: its training part, its test part and what a model needs to know of it. Disposes both.</summary>
public sealed class Dataset(string name, Targets kind, Split train, Split test) : IDisposable
{
    public string Name { get; } = name;
    public Targets Kind { get; } = kind;
    public Split Train { get; } = train;
    public Split Test { get; } = test;

    /// <summary>The name of each class; empty where targets are no classes.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>Of the input's tokens; null where inputs are no tokens.</summary>
    public Vocabulary? Vocabulary { get; init; }

    /// <summary>Of the target's tokens, where they have one of their own.</summary>
    public Vocabulary? TargetVocabulary { get; init; }

    public long[] InputShape => Train.InputShape;

    /// <summary>Of images; 1 for anything else.</summary>
    public int Channels => InputShape.Length == 3 ? (int)InputShape[0] : 1;

    /// <summary>Height of images; features of a table; steps of a sequence.</summary>
    public int Size => (int)(InputShape.Length == 3 ? InputShape[1] : InputShape.Length > 0 ? InputShape[^1] : 1);

    /// <summary>The same with other parts, which may be views of these: this one is not to be disposed then.</summary>
    public Dataset With(Split train, Split test) => new(Name, Kind, train, test)
    {
        Classes = Classes,
        Vocabulary = Vocabulary,
        TargetVocabulary = TargetVocabulary,
    };

    public void Dispose()
    {
        Train.Dispose();
        Test.Dispose();
    }
}
