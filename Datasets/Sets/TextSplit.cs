namespace ModelZoo.Datasets.Sets;

/// <summary>How the windows of a text are chosen.</summary>
public enum TextReading
{
    /// <summary>All windows, one token apart, shuffled: the way of the textbook's English edition.</summary>
    Windows,

    /// <summary>Row i of a batch continues row i of the batch before. Each epoch starts at a random token.</summary>
    Sequential,

    /// <summary>Windows that do not overlap, shuffled. Each epoch starts at a random token.</summary>
    Random,
}

/// <summary>
/// All windows of a text. Example i is `steps` tokens from token i on, and its target is the same one token later. Both
/// are views of one row of tokens, so all windows together need no more memory than the text.
/// </summary>
public sealed class TextSplit : Split
{
    private readonly Tensor _tokens;

    public TextSplit(Tensor tokens, int steps, TextReading reading = TextReading.Windows)
        : base(Windows(tokens, 0, steps), Windows(tokens, 1, steps)) =>
        (_tokens, Steps, Reading) = (tokens.alias().DetachFromDisposeScope(), steps, reading);

    public int Steps { get; }

    public TextReading Reading { get; }

    public override Split Take(long count) =>
        count >= Count ? this : new TextSplit(_tokens.narrow(0, 0, count + Steps), Steps, Reading);

    /// <summary>
    /// The windows from `start` to `end`, and those of the rest that share no token with them. Neighboring windows
    /// overlap, so only whole stretches can be held out.
    /// </summary>
    internal (Split Kept, Split Held) Without(long start, long end)
    {
        using var scope = NewDisposeScope();
        long tokens = _tokens.shape[0], after = Math.Min(end + Steps, tokens);
        var rest = cat([_tokens.narrow(0, 0, start), _tokens.narrow(0, after, tokens - after)]);
        var held = _tokens.narrow(0, start, after - start);
        return (new TextSplit(rest, Steps, Reading), new TextSplit(held, Steps, Reading));
    }

    public override Split To(Device device) => new TextSplit(_tokens.to(device, copy: true), Steps, Reading);

    internal override Sampler Order(int batchSize, bool shuffle) => Reading switch
    {
        TextReading.Sequential => Sequential(batchSize, randomStart: shuffle),
        TextReading.Random when shuffle => Random(batchSize),
        TextReading.Random => new Sampler(_ => arange(0, Count, Steps)),   // windows that do not overlap, in order
        _ => base.Order(batchSize, shuffle),
    };

    protected override void Dispose(bool disposing)
    {
        _tokens.Dispose();
        base.Dispose(disposing);
    }

    private static Tensor Windows(Tensor tokens, int shift, int steps)
    {
        long count = tokens.shape[0];
        if (steps < 1 || count <= steps)
            throw TooShort(count, $"no window of {steps} tokens with a next one: give");
        return tokens.narrow(0, shift, count - 1).unfold(0, steps, 1);
    }

    // Cuts the text into batchSize equal stretches; batch b holds window b of each.
    private Sampler Sequential(int batchSize, bool randomStart) => new(random =>
    {
        using var scope = NewDisposeScope();
        long tokens = Count + Steps;
        long offset = randomStart ? randint(0, Steps + 1, [1], generator: random).item<long>() : 0;
        long stretch = (tokens - offset - 1) / batchSize, batches = stretch / Steps;
        if (batches < 1)
            throw TooShort(tokens, $"no {batchSize} stretches of {Steps} tokens: give a smaller batch,");
        // [batches, batchSize]
        var starts = arange(batches).unsqueeze(1) * Steps + arange(batchSize) * stretch + offset;
        return starts.flatten().MoveToOuterDisposeScope();
    }, carries: true);

    // Drops batches that are not full.
    private Sampler Random(int batchSize) => new(random =>
    {
        using var scope = NewDisposeScope();
        long tokens = Count + Steps, offset = randint(0, Steps, [1], generator: random).item<long>();
        long windows = (tokens - offset - 1) / Steps, used = windows / batchSize * batchSize;
        if (used < 1)
            throw TooShort(tokens, $"no {batchSize} windows of {Steps} tokens: give a smaller batch,");
        var chosen = randperm(windows, generator: random).narrow(0, 0, used);
        return (chosen * Steps + offset).MoveToOuterDisposeScope();
    });

    private static DatasetException TooShort(long tokens, string reason) =>
        new($"A text of {tokens:N0} tokens has {reason} fewer steps or more text.");
}
