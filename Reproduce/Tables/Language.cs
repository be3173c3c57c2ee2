using ModelZoo.Reproduce.Procedures;
using ModelZoo.Reproduce.Running;

namespace ModelZoo.Reproduce.Tables;

/// <summary>Character language models on The Time Machine: "Dive into Deep Learning", Chinese 2nd edition.</summary>
internal static class LanguageTable
{
    private const string Sequential = "time-machine-sequential";

    internal static IReadOnlyList<Experiment> Rows { get; } =
    [
        Scratch("rnn-scratch", "RNN, from scratch", "rnn-scratch", "rnn-scratch", "512 tanh units"),
        Scratch("rnn-scratch-random", "RNN, from scratch, random windows", "rnn-scratch", "rnn-scratch",
            "512 tanh units, windows in random order", "time-machine-random"),
        Layers("rnn-concise", "RNN, by layers", "rnn-concise", "rnn", "256 tanh units"),
        Scratch("gru-scratch", "GRU, from scratch", "gru", "gru-scratch", "256 units"),
        Layers("gru-concise", "GRU, by layers", "gru", "gru", "256 units"),
        Scratch("lstm-scratch", "LSTM, from scratch", "lstm", "lstm-scratch", "256 units, forget bias 0"),
        Layers("lstm-concise", "LSTM, by layers", "lstm", "lstm", "256 units"),
        Layers("lstm-deep", "LSTM of two layers", "deep-rnn", "lstm-deep", "2 x 256 units", rate: 2),
        Layers("lstm-bidirectional", "LSTM of two layers both ways", "bi-rnn", "lstm-bidirectional",
            "2 x 2 x 256 units") with
        {
            Note = "Wrong on purpose: the backward pass sees the next character, "
                + "so the perplexity is low and the generated text is worthless.",
        },
    ];

    private static Experiment Scratch(
        string name, string title, string section, string model, string setting, string dataset = Sequential) =>
        Row(name, title, section, setting + ", W N(0, 0.01), b 0", 1, model, dataset, ("init", "normal+zeros"));

    private static Experiment Layers(
        string name, string title, string section, string model, string setting, double rate = 1) =>
        Row(name, title, section, setting + ", the layers' own start", rate, model, Sequential, ("lr", $"{rate}"));

    private static Experiment Row(
        string name, string title, string section, string setting, double rate,
        string model, string dataset, (string, string) option)
    {
        var details = $"The Time Machine, 10,000 characters, {setting}; "
            + $"batch 32, 35 steps, SGD {rate}, gradient norm at most 1, 500 epochs";
        // The book has no test part: one batch of it is enough.
        var procedure = new TrainedRun(model, ("dataset", dataset), ("limit-test", "1200"), option);
        return new Experiment(
            "time-machine-" + name, Section.Language, title, $"d2l-zh 2.0.0, {section}", details, procedure)
        {
            Epochs = 500,
            Note = "Perplexity of the last training epoch: the mean over its batches, each before its update.",
        };
    }
}
