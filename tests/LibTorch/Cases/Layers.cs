using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Tests.LibTorch.Cases;

/// <summary>Layers and losses as the dialect makes them; goldens_layers.py has the same names.</summary>
public static class Layers
{
    public sealed record Case(Func<nn.Module> Make, Func<nn.Module, Tensor[], Tensor[]> Call);

    /// <summary>Operators that no function of the dialect reaches, only layers.</summary>
    public static readonly string[] Operators =
    [
        "conv1d.padding", "conv2d.padding", "lstm.input", "gru.input", "rnn_relu.input", "rnn_tanh.input",
        "lstm_cell", "gru_cell", "rnn_relu_cell", "rnn_tanh_cell",
    ];

    public static readonly Dictionary<string, Case> Table = new()
    {
        ["Linear"] = One(() => Linear(3, 4)),
        ["Linear without bias"] = One(() => Linear(3, 4, hasBias: false)),
        ["Embedding"] = One(() => Embedding(5, 3)),
        ["Embedding with padding"] = One(() => Embedding(5, 3, padding_idx: -1)),
        ["Conv1d"] = One(() => Conv1d(4, 6, 3, stride: 2, padding: 1, groups: 2)),
        ["Conv1d same"] = One(() => Conv1d(2, 3, 4, Padding.Same)),
        ["Conv1d circular"] = One(() => Conv1d(2, 3, 3, padding: 2, padding_mode: PaddingModes.Circular)),
        ["Conv2d"] = One(() => Conv2d(2, 3, 3, stride: 2, padding: 1, dilation: 2)),
        ["Conv2d oblong"] = One(() => Conv2d(2, 4, (3, 2), stride: (2, 1), padding: (1, 0), groups: 2, bias: false)),
        ["Conv2d same"] = One(() => Conv2d(2, 3, 4, Padding.Same, dilation: 2)),
        ["Conv2d valid"] = One(() => Conv2d(2, 3, 3, Padding.Valid)),
        ["Conv2d reflect"] = One(() => Conv2d(2, 3, 3, padding: 2, padding_mode: PaddingModes.Reflect)),
        ["Conv2d same replicate"] = One(() => Conv2d(2, 3, 4, Padding.Same, padding_mode: PaddingModes.Replicate)),
        ["ConvTranspose1d"] = One(() => ConvTranspose1d(4, 2, 3, stride: 2, padding: 1, output_padding: 1, groups: 2)),
        ["ConvTranspose2d"] = One(
            () => ConvTranspose2d(4, 2, 3, stride: 2, padding: 1, output_padding: 1, dilation: 2)),
        ["MaxPool1d"] = One(() => MaxPool1d(3, 2, 1)),
        ["MaxPool2d"] = One(() => MaxPool2d(3, 2, 1, ceil_mode: true)),
        ["AvgPool1d"] = One(() => AvgPool1d(3, 2, 1)),
        ["AvgPool2d"] = One(() => AvgPool2d(3, 2, 1, count_include_pad: false)),
        ["AdaptiveAvgPool1d"] = One(() => AdaptiveAvgPool1d(3)),
        ["AdaptiveAvgPool2d"] = One(() => AdaptiveAvgPool2d(2)),
        ["AdaptiveMaxPool2d"] = One(() => AdaptiveMaxPool2d([2, 3])),
        ["LPPool2d"] = One(() => LPPool2d(2, 2)),
        ["BatchNorm1d"] = One(() => BatchNorm1d(3, eps: 1e-3, momentum: 0.3)),
        ["BatchNorm1d sequence"] = One(() => BatchNorm1d(3, affine: false)),
        ["BatchNorm2d"] = One(() => BatchNorm2d(3)),
        ["BatchNorm2d stateless"] = One(() => BatchNorm2d(3, track_running_stats: false)),
        ["LayerNorm"] = One(() => LayerNorm([2, 3])),
        ["LayerNorm plain"] = One(() => LayerNorm(3, elementwise_affine: false)),
        ["LocalResponseNorm"] = One(() => LocalResponseNorm(5, 0.1, 0.75, 2)),
        ["Dropout"] = One(() => Dropout(0.4)),
        ["Dropout1d"] = One(() => Dropout1d(0.4)),
        ["Dropout2d"] = One(() => Dropout2d(0.4)),
        ["AlphaDropout"] = One(() => AlphaDropout(0.4)),
        ["Flatten"] = One(() => Flatten()),
        ["Unflatten"] = One(() => Unflatten(1, [2, 3])),
        ["Identity"] = One(() => Identity()),
        ["ReLU"] = One(() => ReLU()),
        ["ReLU6"] = One(() => ReLU6()),
        ["LeakyReLU"] = One(() => LeakyReLU(0.2)),
        ["PReLU"] = One(() => PReLU(3)),
        ["ELU"] = One(() => ELU(1.5)),
        ["SELU"] = One(() => SELU()),
        ["CELU"] = One(() => CELU(1.5)),
        ["GELU"] = One(() => GELU()),
        ["SiLU"] = One(() => SiLU()),
        ["Mish"] = One(() => Mish()),
        ["Softplus"] = One(() => Softplus(2, 1)),
        ["Softsign"] = One(() => Softsign()),
        ["Sigmoid"] = One(() => Sigmoid()),
        ["LogSigmoid"] = One(() => LogSigmoid()),
        ["Tanh"] = One(() => Tanh()),
        ["Hardsigmoid"] = One(() => Hardsigmoid()),
        ["Hardswish"] = One(() => Hardswish()),
        ["GLU"] = One(() => GLU()),
        ["Softmax"] = One(() => Softmax(1)),
        ["LogSoftmax"] = One(() => LogSoftmax(1)),
        ["Sequential"] = One(() => Sequential(Linear(3, 4), Tanh(), Linear(4, 2, hasBias: false))),
        ["Sequential named"] = One(
            () => Sequential(
                ("first", Linear(3, 4)), ("bend", Tanh()), ("norm", BatchNorm1d(4)), ("last", Linear(4, 2)))),

        ["RNN"] = Recurrent(() => RNN(3, 4)),
        ["RNN relu"] = Recurrent(
            () => RNN(3, 4, numLayers: 2, nonLinearity: NonLinearities.ReLU, bias: false, bidirectional: true)),
        ["GRU"] = Recurrent(() => GRU(3, 4)),
        ["GRU deep"] = Recurrent(() => GRU(3, 4, numLayers: 2, batchFirst: true, bidirectional: true)),
        ["GRU dropout"] = Recurrent(() => GRU(3, 4, numLayers: 2, dropout: 0.3)),
        ["LSTM"] = Long(() => LSTM(3, 4)),
        ["LSTM deep"] = Long(() => LSTM(3, 4, numLayers: 2, batchFirst: true, bidirectional: true)),
        ["LSTM without bias"] = Long(() => LSTM(3, 4, numLayers: 2, bias: false)),
        ["LSTM dropout"] = Long(() => LSTM(3, 4, numLayers: 3, dropout: 0.3)),
        ["RNNCell"] = Cell(() => RNNCell(3, 4)),
        ["RNNCell relu"] = Cell(() => RNNCell(3, 4, NonLinearities.ReLU, bias: false)),
        ["GRUCell"] = Cell(() => GRUCell(3, 4)),
        ["LSTMCell"] = new(
            () => LSTMCell(3, 4),
            (m, x) => Two(((TorchSharp.Modules.LSTMCell)m).call(x[0], x.Length > 1 ? (x[1], x[2]) : null))),

        ["MSELoss"] = Loss(() => MSELoss()),
        ["L1Loss"] = Loss(() => L1Loss(Reduction.Sum)),
        ["SmoothL1Loss"] = Loss(() => SmoothL1Loss(beta: 0.5)),
        ["HuberLoss"] = Loss(() => HuberLoss(0.5)),
        ["NLLLoss"] = Loss(() => NLLLoss()),
        ["KLDivLoss"] = Loss(() => KLDivLoss(log_target: false, Reduction.Sum)),
        ["BCELoss"] = Loss(() => BCELoss()),
        ["BCEWithLogitsLoss"] = Loss(() => BCEWithLogitsLoss()),
        ["CrossEntropyLoss"] = Loss(() => CrossEntropyLoss()),
        ["CrossEntropyLoss smooth"] = Loss(
            () => new TorchSharp.Modules.CrossEntropyLoss(ignore_index: 1, label_smoothing: 0.1)),
    };

    private static Case One(Func<Module<Tensor, Tensor>> make) =>
        new(make, (m, x) => [((Module<Tensor, Tensor>)m).call(x[0])]);

    private static Case Loss(Func<Module<Tensor, Tensor, Tensor>> make) =>
        new(make, (m, x) => [((Module<Tensor, Tensor, Tensor>)m).call(x[0], x[1])]);
    private static Case Recurrent(Func<Module<Tensor, Tensor?, (Tensor, Tensor)>> make) =>
        new(make, (m, x) => Two(((Module<Tensor, Tensor?, (Tensor, Tensor)>)m).call(x[0], x.ElementAtOrDefault(1))));
    private static Case Cell(Func<Module<Tensor, Tensor, Tensor>> make) =>
        new(make, (m, x) => [((Module<Tensor, Tensor?, Tensor>)m).call(x[0], x.ElementAtOrDefault(1))]);

    private static Case Long(Func<TorchSharp.Modules.LSTM> make) => new(make, (m, x) =>
    {
        var (output, h, c) = ((TorchSharp.Modules.LSTM)m).call(x[0], x.Length > 1 ? (x[1], x[2]) : null);
        return [output, h, c];
    });

    private static Tensor[] Two((Tensor, Tensor) pair) => [pair.Item1, pair.Item2];
}
