using ModelZoo.Reproduce.Running;
using ModelZoo.Reproduce.Ways;

namespace ModelZoo.Reproduce.Tables;

/// <summary>Character language models on the first 10,000 characters of The Time Machine, "Dive into Deep Learning", Chinese 2nd edition, PyTorch.</summary>
internal static class LanguageTable
{
    private static readonly int[] Epochs = [10, 50, 100, 150, 200, 250, 300, 400, 500];

    internal static IReadOnlyList<Experiment> Rows { get; } =
    [
        Scratch("time-machine-rnn-scratch", "RNN, from scratch", "rnn-scratch", "rnn-scratch", "512 tanh units", [1.020, 1.035, 1.193], 1.038, 84, [13.6, 8.56, 7.38, 5.86, 3.07, 1.60, 1.29, 1.05, 1.035]),
        Scratch("time-machine-rnn-scratch-random", "RNN, from scratch, random windows", "rnn-scratch", "rnn-scratch", "512 tanh units, windows in random order", [1.340, 1.445, 1.605], 1.548, 49,
            [13.5, 8.60, 7.46, 6.14, 4.10, 2.36, 1.79, 1.44, 1.39], "time-machine-random"),
        Layers("time-machine-rnn-concise", "RNN, by layers", "rnn-concise", "rnn", "256 tanh units", 1, [1.239, 1.299, 1.387], 1.271, 83, [11.3, 7.41, 3.74, 2.07, 1.61, 1.46, 1.39, 1.32, 1.30]),
        Scratch("time-machine-gru-scratch", "GRU, from scratch", "gru", "gru-scratch", "256 units", [1.048, 1.062, 1.314], 1.055, 78, [17.2, 10.8, 8.92, 7.53, 6.21, 4.73, 2.96, 1.14, 1.06]),
        Layers("time-machine-gru-concise", "GRU, by layers", "gru", "gru", "256 units", 1, [1.031, 1.041, 1.266], 1.036, 77, [15.7, 9.59, 7.76, 5.99, 3.72, 1.62, 1.12, 1.055, 1.041]),
        Scratch("time-machine-lstm-scratch", "LSTM, from scratch", "lstm", "lstm-scratch", "256 units, forget bias 0", [1.083, 1.132, 1.363], 1.330, 69, [17.9, 14.5, 10.5, 8.84, 7.28, 5.86, 4.38, 1.87, 1.13]),
        Layers("time-machine-lstm-concise", "LSTM, by layers", "lstm", "lstm", "256 units", 1, [1.038, 1.048, 1.226], 1.056, 68, [17.2, 11.2, 8.66, 6.61, 4.40, 2.40, 1.35, 1.07, 1.048]),
        Layers("time-machine-lstm-deep", "LSTM of two layers", "deep-rnn", "lstm-deep", "2 x 256 units", 2, [1.017, 1.026, 1.645], 1.028, 67, [17.5, 14.6, 9.16, 5.63, 1.85, 1.08, 1.045, 1.030, 1.026]),
        Layers("time-machine-lstm-bidirectional", "LSTM of two layers both ways", "bi-rnn", "lstm-bidirectional", "2 x 2 x 256 units", 1, [1.092, 1.107, 1.175], 1.108, 85, []) with
        {
            Note = "Wrong on purpose: what comes next is seen by the backward pass, so the perplexity is low and the text it writes is worthless.",
        },
    ];

    private static Experiment Scratch(string name, string title, string section, string model, string setting, double[] spread, double release, int runs, double[] curve, string dataset = "time-machine-sequential") =>
        Row(name, title, section, setting + ", W N(0, 0.01), b 0", 1, spread, release, runs, curve, Trained(model, dataset, ("init", "normal+zeros")));

    private static Experiment Layers(string name, string title, string section, string model, string setting, double rate, double[] spread, double release, int runs, double[] curve) =>
        Row(name, title, section, setting + ", the layers' own start", rate, spread, release, runs, curve, Trained(model, "time-machine-sequential", ("lr", $"{rate}")));

    // The book measures no test part: one batch of it is enough to look at.
    private static TrainedRun Trained(string model, string dataset, (string, string) other) => new(model, ("dataset", dataset), ("limit-test", "1200"), other);

    private static Experiment Row(string name, string title, string section, string setting, double rate, double[] spread, double release, int runs, double[] curve, TrainedRun way) =>
        new(name, Section.Language, title, $"d2l-zh 2.0.0, {section}", $"The Time Machine, 10,000 characters, {setting}; batch 32, 35 steps, SGD {rate}, gradient norm at most 1, 500 epochs", way)
        {
            Epochs = 500,
            Targets = [ResultTargets.Spread("train_perplexity", spread, release, runs)],
            Curves = curve.Length == 0 ? [] : [new("train_perplexity", Epochs, curve)],
            Note = "Perplexity of the last training epoch: the mean over its batches, each before its update.",
        };
}
