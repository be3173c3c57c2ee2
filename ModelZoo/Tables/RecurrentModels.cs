using ModelZoo.Recurrent;
using static ModelZoo.Tables.EntryParts;

namespace ModelZoo.Tables;

/// <summary>Recurrent networks: language models, classifiers, taggers, translation.</summary>
internal static class RecurrentModels
{
    private const int Width = 256;

    // The book trains them to show it.
    private const string SeesTheAnswer =
        "wrong on purpose: the backward pass sees the next character, so the perplexity says nothing";

    private static readonly Paper FindingStructure = new("Elman: Finding structure in time", 1990);
    private static readonly Paper Lstm = new("Hochreiter, Schmidhuber: Long short-term memory", 1997);
    private static readonly Paper Phrases =
        new("Cho et al.: Learning phrase representations using RNN encoder-decoder", 2014);
    private static readonly Paper BothWays = new("Schuster, Paliwal: Bidirectional recurrent neural networks", 1997);
    private static readonly Paper Grounded = new(
        "Gal, Ghahramani: A theoretically grounded application of dropout in recurrent neural networks", 2016);
    private static readonly Paper TimeAndCount = new("Gers, Schmidhuber: Recurrent nets that time and count", 2000);
    private static readonly Paper Odyssey = new("Greff et al.: LSTM, a search space odyssey", 2015);
    private static readonly Paper Tagging =
        new("Huang, Xu, Yu: Bidirectional LSTM-CRF models for sequence tagging", 2015);
    private static readonly Paper Align = new(
        "Bahdanau, Cho, Bengio: Neural machine translation by jointly learning to align and translate", 2014);
    private static readonly Paper Approaches = new(
        "Luong, Pham, Manning: Effective approaches to attention-based neural machine translation", 2015);

    internal static IEnumerable<Entry> Rows =>
    [
        Characters("rnn", FindingStructure, 80_412, 2_795_520, epochs: 10, perplexity: "1.30",
            layer: (a, width) => new Elman(a.Classes, width)),
        Characters("lstm", Lstm, 300_060, 10_429_440, epochs: 10, perplexity: "1.05",
            layer: (a, width) => new LongShortTermMemory(a.Classes, width)),
        Characters("gru", Phrases, 226_844, 7_884_800, epochs: 10, perplexity: "1.04",
            layer: (a, width) => new GatedRecurrentUnit(a.Classes, width)),
        Characters("rnn-deep", FindingStructure, 211_996, 7_383_040, epochs: 6,
            layer: (a, width) => new Elman(a.Classes, width, layers: 2, Rate(a))),
        Characters("lstm-deep", Lstm, 826_396, 28_779_520, epochs: 6, lr: 2, perplexity: "1.03",
            layer: (a, width) => new LongShortTermMemory(a.Classes, width, layers: 2, Rate(a))),
        Characters("gru-deep", Phrases, 621_596, 21_647_360, epochs: 6,
            layer: (a, width) => new GatedRecurrentUnit(a.Classes, width, layers: 2, Rate(a))),
        Characters("rnn-bidirectional", BothWays, 555_036, 19_353_600, epochs: 1,
            layer: (a, width) =>
                new Elman(a.Classes, width, layers: 2, Rate(a), bidirectional: true)) with
        { Caution = SeesTheAnswer },
        Characters("lstm-bidirectional", BothWays, 2_177_052, 75_909_120, epochs: 1, perplexity: "1.11",
            layer: (a, width) =>
                new LongShortTermMemory(a.Classes, width, layers: 2, Rate(a), bidirectional: true)) with
        { Caution = SeesTheAnswer },
        Characters("gru-bidirectional", BothWays, 1_636_380, 57_057_280, epochs: 1,
            layer: (a, width) =>
                new GatedRecurrentUnit(a.Classes, width, layers: 2, Rate(a), bidirectional: true)) with
        { Caution = SeesTheAnswer },
        Characters("lstm-variational", Grounded, 300_060, 10_429_440,
            layer: (a, width) =>
                new WithVariationalDropout(new LongShortTermMemory(a.Classes, width), Rate(a) > 0 ? Rate(a) : 0.2)),
        Characters("lstm-no-forget", Lstm, 226_076, 7_884_800,
            layer: (a, width) => new WithoutForgetGate(a.Classes, width)),
        Characters("lstm-peephole", TimeAndCount, 299_804, 10_429_440,
            layer: (a, width) => new Peephole(a.Classes, width)),
        Characters("lstm-coupled", Odyssey, 226_076, 7_884_800,
            layer: (a, width) => new CoupledGates(a.Classes, width)),
        Characters("rnn-scratch", FindingStructure, 291_356, 10_178_560, perplexity: "1.04", width: 2 * Width,
            layer: (a, width) => new ElmanFromScratch(a.Classes, width)),
        Characters("lstm-scratch", Lstm, 299_036, 10_429_440, perplexity: "1.13",
            layer: (a, width) => new LongShortTermMemoryFromScratch(a.Classes, width)),
        Characters("gru-scratch", Phrases, 226_076, 7_884_800, perplexity: "1.06",
            layer: (a, width) => new GatedRecurrentUnitFromScratch(a.Classes, width)),
        ImageRows("rnn-classifier", FindingStructure, 21_514, 560_384, pixels => new Elman(pixels, 128)),
        ImageRows("lstm-classifier", Lstm, 82_186, 2_237_696, pixels => new LongShortTermMemory(pixels, 128)),
        ImageRows("gru-classifier", Phrases, 61_962, 1_678_592, pixels => new GatedRecurrentUnit(pixels, 128)),
        Model("lstm-tagger", Tagging, new(InputKind.Tokens, 1000, 20, 10), 131_850, 1_336_320,
            family: "recurrent", task: TaskKind.SequenceLabelling,
            textbook: new("reversal", 10, 64, 0.005, "adam", ClipNorm: 1),
            build: a => new SequenceLabeller(a.Channels, a.Classes, dropout: a.Dropout ?? 0)),
        Translation("seq2seq", Phrases, 47_369, 340_800, epochs: 300, published: "BLEU 1, 1, 0.54, 0.55",
            attention: _ => null),
        Translation("seq2seq-attention", Align, 49_449, 459_840, epochs: 250, published: "BLEU 1, 1, 0, 1",
            attention: dropout => new AdditiveAttention(32, dropout)),
        Translation("seq2seq-dot", Approaches, 47_369, 347_200, epochs: 250,
            attention: dropout => new DotProductAttention(dropout)),
    ];

    /// <summary>The textbook's language model: 28 characters, in windows of 35.</summary>
    private static Entry Characters(
        string name, Paper paper, long parameters, long macs, Func<ModelArguments, long, RecurrentLayer> layer,
        int epochs = 4, double lr = 1, int width = Width, string? perplexity = null) =>
        Model(name, paper, new(InputKind.Tokens, 1, 35, 28), parameters, macs,
            family: "recurrent", task: TaskKind.LanguageModel,
            textbook: new("time-machine", 500, 32, lr, ClipNorm: 1),
            published: perplexity is null ? "" : $"The Time Machine, perplexity {perplexity}",
            quick: new("dasher-english", epochs, 32, 0.002, "adam", ClipNorm: 1),
            build: a => new LanguageModel(layer(a, a.Width ?? width), a.Classes));

    private static double Rate(ModelArguments a) => a.Dropout ?? 0;

    /// <summary>An image as the sequence of its rows.</summary>
    private static Entry ImageRows(
        string name, Paper paper, long parameters, long macs, Func<long, RecurrentLayer> layer) =>
        Model(name, paper, Image(28), parameters, macs,
            family: "recurrent",
            textbook: new("fashion-mnist", 10, 128, 0.001, "adam", ClipNorm: 1),
            quick: new("fashion-mnist", 3, 128, 0.002, "adam", ClipNorm: 1),
            build: a => new SequenceClassifier(layer(a.Channels * a.Size), a.Classes, a.Channels, a.Size));

    private static Entry Translation(
        string name, Paper paper, long parameters, long macs, int epochs, Func<double, Attention?> attention,
        string published = "") =>
        Model(name, paper, new(InputKind.Pairs, 184, 10, 201), parameters, macs,
            family: "recurrent", task: TaskKind.SequenceToSequence,
            textbook: new("fra-eng", epochs, 64, 0.005, "adam", ClipNorm: 1), published: published,
            quick: new("dates", 5, 64, 0.005, "adam", ClipNorm: 1),
            build: a => new SequenceToSequence(
                a.Channels, a.Classes, dropout: a.Dropout ?? 0.1, attention: attention(a.Dropout ?? 0.1)));
}
