// One-dimensional convolution. A. Waibel et al., "Phoneme recognition using time-delay neural networks", 1989; narrow
// and wide after N. Kalchbrenner et al., "A convolutional neural network for modelling sentences", 2014.
// Idea: a filter of width K slides along a signal of length L. The padding decides the length of the result:
// narrow pads nothing (L - K + 1), equal pads (K - 1) / 2 zeros at each end (L, for an odd K), and wide pads K - 1, so
// that every weight meets every sample (L + K - 1).
// An image is read as a signal: each column is a moment, and its pixels in all channels are measured at that moment.

namespace ModelZoo.Convolutional;

public enum ConvolutionWidth { Narrow, Equal, Wide }

public sealed class Convolution1d : ImageNetwork
{
    private const int Kernel = 5;

    public Convolution1d(
        ConvolutionWidth width = ConvolutionWidth.Equal, long classes = 10, long channels = 1, long size = 28)
        : base("conv1d", channels, size, length => Layer(Layer(length, width), width))
    {
        var padding = Padding(width);
        Chain(
            ("signal", Flatten(1, 2)),                                      // (N, channels * 28, 28)
            ("net", Sequential(
                Conv1d(channels * size, 64, Kernel, padding: padding), ReLU(), MaxPool1d(2),
                Conv1d(64, 64, Kernel, padding: padding), ReLU(), MaxPool1d(2),
                Flatten(),
                Linear(64 * Grid, classes))));
    }

    private static long Padding(ConvolutionWidth width) => width switch
    {
        ConvolutionWidth.Narrow => 0,
        ConvolutionWidth.Equal => (Kernel - 1) / 2,
        _ => Kernel - 1,
    };

    /// <summary>The length behind a convolution and its pool.</summary>
    private static long Layer(long length, ConvolutionWidth width) => (length + 2 * Padding(width) - (Kernel - 1)) / 2;
}
