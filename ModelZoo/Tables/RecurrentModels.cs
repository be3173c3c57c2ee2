using ModelZoo.Recurrent;
using static ModelZoo.Tables.EntryParts;

namespace ModelZoo.Tables;

/// <summary>Recurrent networks: language models, classifiers, taggers, translation.</summary>
internal static class RecurrentModels
{
    private const string FindingStructure = "Elman: Finding structure in time";
    private const string Lstm = "Hochreiter, Schmidhuber: Long short-term memory";
    private const string PhraseRepresentations = "Cho et al.: Learning phrase representations using RNN encoder-decoder";
    private const string Odyssey = "Greff et al.: LSTM, a search space odyssey";
    private const string AlignAndTranslate = "Bahdanau, Cho, Bengio: Neural machine translation by jointly learning to align and translate";
    private const int Width = 256;

    internal static IEnumerable<Entry> Rows =>
    [
        Characters("rnn", FindingStructure, 1990, 80_412, 2_795_520, "1.30", (v, _, w) => new Elman(v, w), epochs: 10),
        Characters("lstm", Lstm, 1997, 300_060, 10_429_440, "1.05", (v, _, w) => new LongShortTermMemory(v, w), epochs: 10),
        Characters("gru", PhraseRepresentations, 2014, 226_844, 7_884_800, "1.04", (v, _, w) => new GatedRecurrentUnit(v, w), epochs: 10),
        Characters("rnn-deep", FindingStructure, 1990, 211_996, 7_383_040, "", (v, p, w) => new Elman(v, w, layers: 2, p), epochs: 6),
        Characters("lstm-deep", Lstm, 1997, 826_396, 28_779_520, "1.03", (v, p, w) => new LongShortTermMemory(v, w, layers: 2, p), lr: 2, epochs: 6),
        Characters("gru-deep", PhraseRepresentations, 2014, 621_596, 21_647_360, "", (v, p, w) => new GatedRecurrentUnit(v, w, layers: 2, p), epochs: 6),
        Characters("rnn-bidirectional", "Schuster, Paliwal: Bidirectional recurrent neural networks", 1997, 555_036, 19_353_600, "",
            (v, p, w) => new Elman(v, w, layers: 2, p, bidirectional: true), epochs: 1),
        Characters("lstm-bidirectional", "Schuster, Paliwal: Bidirectional recurrent neural networks", 1997, 2_177_052, 75_909_120, "1.11",
            (v, p, w) => new LongShortTermMemory(v, w, layers: 2, p, bidirectional: true), epochs: 1),
        Characters("gru-bidirectional", "Schuster, Paliwal: Bidirectional recurrent neural networks", 1997, 1_636_380, 57_057_280, "",
            (v, p, w) => new GatedRecurrentUnit(v, w, layers: 2, p, bidirectional: true), epochs: 1),
        Characters("lstm-variational", "Gal, Ghahramani: A theoretically grounded application of dropout in recurrent neural networks", 2016, 300_060, 10_429_440, "",
            (v, p, w) => new WithVariationalDropout(new LongShortTermMemory(v, w), p > 0 ? p : 0.2)),
        Characters("lstm-no-forget", Lstm, 1997, 226_076, 7_884_800, "", (v, _, w) => new WithoutForgetGate(v, w)),
        Characters("lstm-peephole", "Gers, Schmidhuber: Recurrent nets that time and count", 2000, 299_804, 10_429_440, "", (v, _, w) => new Peephole(v, w)),
        Characters("lstm-coupled", Odyssey, 2015, 226_076, 7_884_800, "", (v, _, w) => new CoupledGates(v, w)),
        Characters("rnn-scratch", FindingStructure, 1990, 291_356, 10_178_560, "1.04", (v, _, w) => new ElmanFromScratch(v, w), width: 2 * Width),
        Characters("lstm-scratch", Lstm, 1997, 299_036, 10_429_440, "1.13", (v, _, w) => new LongShortTermMemoryFromScratch(v, w)),
        Characters("gru-scratch", PhraseRepresentations, 2014, 226_076, 7_884_800, "1.06", (v, _, w) => new GatedRecurrentUnitFromScratch(v, w)),
        Rows28("rnn-classifier", FindingStructure, 1990, 21_514, 560_384, features => new Elman(features, 128)),
        Rows28("lstm-classifier", Lstm, 1997, 82_186, 2_237_696, features => new LongShortTermMemory(features, 128)),
        Rows28("gru-classifier", PhraseRepresentations, 2014, 61_962, 1_678_592, features => new GatedRecurrentUnit(features, 128)),
        new("lstm-tagger", "recurrent", "Huang, Xu, Yu: Bidirectional LSTM-CRF models for sequence tagging", 2015,
            new(InputKind.Tokens, 1000, 20, 10), TaskKind.SequenceLabelling, 131_850, 1_336_320,
            new("reversal", 10, 64, 0.005, "adam", ClipNorm: 1), null, "",
            a => new SequenceLabeller(a.Channels, a.Classes, dropout: a.Dropout ?? 0)),
        Translation("seq2seq", PhraseRepresentations, 2014, 47_369, 340_800, "BLEU 1, 1, 0.54, 0.55", 300, _ => null),
        Translation("seq2seq-attention", AlignAndTranslate, 2014, 49_449, 459_840, "BLEU 1, 1, 0, 1", 250, p => new AdditiveAttention(32, p)),
        Translation("seq2seq-dot", "Luong, Pham, Manning: Effective approaches to attention-based neural machine translation", 2015, 47_369, 347_200, "", 250,
            p => new DotProductAttention(p)),
    ];

    /// <summary>A language model over 28 characters in windows of 35, as in the textbook.</summary>
    private static Entry Characters(
        string name, string paper, int year, long parameters, long macs, string perplexity, Func<long, double, long, RecurrentLayer> layer, double lr = 1, int width = Width, int epochs = 4) =>
        new(name, "recurrent", paper, year, new(InputKind.Tokens, 1, 35, 28), TaskKind.LanguageModel, parameters, macs,
            new("time-machine", 500, 32, lr, ClipNorm: 1), new("dasher-english", epochs, 32, 0.002, "adam", ClipNorm: 1),
            perplexity.Length == 0 ? "" : $"The Time Machine, perplexity {perplexity}",
            a => new LanguageModel(layer(a.Classes, a.Dropout ?? 0, a.Width ?? width), a.Classes));

    /// <summary>An image as the sequence of its rows.</summary>
    private static Entry Rows28(string name, string paper, int year, long parameters, long macs, Func<long, RecurrentLayer> layer) =>
        new(name, "recurrent", paper, year, Image(28), TaskKind.Classification, parameters, macs,
            new("fashion-mnist", 10, 128, 0.001, "adam", ClipNorm: 1), new("fashion-mnist", 3, 128, 0.002, "adam", ClipNorm: 1), "",
            a => new SequenceClassifier(layer(a.Channels * a.Size), a.Classes, a.Channels, a.Size));

    private static Entry Translation(
        string name, string paper, int year, long parameters, long macs, string published, int epochs, Func<double, Attention?> attention) =>
        new(name, "recurrent", paper, year, new(InputKind.Pairs, 184, 10, 201), TaskKind.SequenceToSequence, parameters, macs,
            new("fra-eng", epochs, 64, 0.005, "adam", ClipNorm: 1), new("dates", 5, 64, 0.005, "adam", ClipNorm: 1), published,
            a => new SequenceToSequence(a.Channels, a.Classes, dropout: a.Dropout ?? 0.1, attention: attention(a.Dropout ?? 0.1)));
}
