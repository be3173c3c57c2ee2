using ModelZoo.Datasets.Files;
using static TorchSharp.torch;

namespace ModelZoo.Datasets.Sets;

/// <summary>
/// Every window of a text: example i is `steps` tokens from token i on, its target the same one token later. Both are views of one row of
/// tokens, so all windows together cost no more memory than the text.
/// </summary>
public sealed class TextSplit : Split
{
    private readonly Tensor _tokens;

    public TextSplit(Tensor tokens, int steps, TextReading reading = TextReading.Windows) : base(Windows(tokens, 0, steps), Windows(tokens, 1, steps)) =>
        (_tokens, Steps, Reading) = (tokens.alias().DetachFromDisposeScope(), steps, reading);

    public int Steps { get; }

    public TextReading Reading { get; }

    public override Split Take(long count) => count >= Count ? this : new TextSplit(_tokens.narrow(0, 0, count + Steps), Steps, Reading);

    /// <summary>The windows from `start` to `end`, and those of the rest that share no token with them: neighbours overlap, so only whole stretches can be held out.</summary>
    internal (Split Kept, Split Held) Without(long start, long end)
    {
        using var scope = NewDisposeScope();
        long tokens = _tokens.shape[0], after = Math.Min(end + Steps, tokens);
        var rest = cat([_tokens.narrow(0, 0, start), _tokens.narrow(0, after, tokens - after)]);
        return (new TextSplit(rest, Steps, Reading), new TextSplit(_tokens.narrow(0, start, after - start), Steps, Reading));
    }

    public override Split To(Device device) => new TextSplit(_tokens.to(device, copy: true), Steps, Reading);

    internal override Sampler Order(int batchSize, bool shuffle) => Reading switch
    {
        TextReading.Sequential => Sequential(batchSize, randomStart: shuffle),
        TextReading.Random => shuffle ? Random(batchSize) : Once(),
        _ => base.Order(batchSize, shuffle),
    };

    protected override void Dispose(bool disposing)
    {
        _tokens.Dispose();
        base.Dispose(disposing);
    }

    private static Tensor Windows(Tensor tokens, int later, int steps)
    {
        long count = tokens.shape[0];
        if (steps < 1 || count <= steps)
            throw new DatasetException($"A text of {count:N0} tokens has no window of {steps} tokens with a next one: give fewer steps or more text.");
        return tokens.narrow(0, later, count - 1).unfold(0, steps, 1);
    }

    /// <summary>
    /// Rows that go on from batch to batch, from a random token on: the text is cut into batchSize equal stretches, and batch b holds window b of each.
    /// Without `randomStart` it begins at the first token.
    /// </summary>
    private Sampler Sequential(int batchSize, bool randomStart) => new(random =>
    {
        using var scope = NewDisposeScope();
        long tokens = Count + Steps;
        long offset = randomStart ? randint(0, Steps + 1, [1], generator: random).item<long>() : 0;
        long stretch = (tokens - offset - 1) / batchSize, batches = stretch / Steps;
        if (batches < 1)
            throw new DatasetException($"A text of {tokens:N0} tokens has no {batchSize} stretches of {Steps} tokens: give a smaller batch, fewer steps or more text.");
        var starts = arange(batches).unsqueeze(1) * Steps + arange(batchSize) * stretch + offset;   // [batches, batchSize]
        return starts.flatten().MoveToOuterDisposeScope();
    }, carries: true);

    /// <summary>Windows that do not overlap, from a random token on, shuffled; batches that are not full are dropped.</summary>
    private Sampler Random(int batchSize) => new(random =>
    {
        using var scope = NewDisposeScope();
        long tokens = Count + Steps, offset = randint(0, Steps, [1], generator: random).item<long>();
        long windows = (tokens - offset - 1) / Steps / batchSize * batchSize;
        if (windows < 1)
            throw new DatasetException($"A text of {tokens:N0} tokens has no {batchSize} windows of {Steps} tokens: give a smaller batch, fewer steps or more text.");
        var chosen = randperm((tokens - offset - 1) / Steps, generator: random).narrow(0, 0, windows);
        return (chosen * Steps + offset).MoveToOuterDisposeScope();
    });

    /// <summary>Windows that do not overlap, in their order: what measures each token once.</summary>
    private Sampler Once() => new(_ => arange(0, Count, Steps));
}
