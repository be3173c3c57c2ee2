// One-dimensional convolution with narrow, wide and equal padding. A. Waibel et al., "Phoneme recognition using time-delay neural
// networks", 1989; the words narrow and wide as in N. Kalchbrenner et al., "A convolutional neural network for modelling sentences", 2014.
// The idea: a filter of width K slides along a signal. Narrow pads nothing (length L gives L - K + 1), equal keeps the length
// (K odd, (K - 1) / 2 zeros at each end), wide pads K - 1, so that every tap meets every sample (L + K - 1).
// An image is taken as a signal: its columns are moments, its rows (times channels) what is measured at each.

using ModelZoo.Parts;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Convolutional;

public enum ConvolutionWidth { Narrow, Equal, Wide }

public sealed class Convolution1d : Module<Tensor, Tensor>
{
    private const int Kernel = 5;

    private readonly Module<Tensor, Tensor> net;
    private readonly long channels, size;
    private readonly Func<long, long> grid;

    public Convolution1d(ConvolutionWidth width = ConvolutionWidth.Equal, long classes = 10, long channels = 1, long size = 28) : base("conv1d")
    {
        (this.channels, this.size) = (channels, size);
        var padding = width switch { ConvolutionWidth.Narrow => 0, ConvolutionWidth.Equal => (Kernel - 1) / 2, _ => Kernel - 1 };
        grid = length => Slide(Slide(length, padding) / 2, padding) / 2;
        var length = Expect.Grid("conv1d", size, grid);
        net = Sequential(
            Conv1d(channels * size, 64, Kernel, padding: padding), ReLU(), MaxPool1d(2),
            Conv1d(64, 64, Kernel, padding: padding), ReLU(), MaxPool1d(2),
            Flatten(),
            Linear(64 * length, classes));
        RegisterComponents();
    }

    private static long Slide(long length, long padding) => length + 2 * padding - (Kernel - 1);

    public override Tensor forward(Tensor input)                            // (N, channels, 28, 28)
    {
        Expect.Image(input, GetName(), channels, size, grid);
        return net.call(input.flatten(1, 2));                               // (N, channels * 28, 28) to (N, classes)
    }
}
