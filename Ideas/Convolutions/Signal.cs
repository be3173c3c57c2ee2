// Convolution of signals by hand. nndl, sections 5.1.1 to 5.1.3; "Deep Learning", section 9.1.
// Idea: a filter of K weights slides along a signal. Convolution turns the filter round (equation 5.1), and
// cross-correlation does not (5.7). A layer that learns its filter may use either.
// With D zeros fewer than a stretched filter has, K' = K + (K - 1)(D - 1) samples are covered (equation 5.45).

namespace ModelZoo.Ideas.Convolutions;

internal static class Signal
{
    /// <summary>
    /// Zeros at each end, and the name of the result for stride 1: N - K + 1, N and N + K - 1 samples.
    /// </summary>
    internal static int Narrow(int width) => 0;

    internal static int Equal(int width) => (width - 1) / 2;

    internal static int Wide(int width) => width - 1;

    /// <summary>What a filter of this width covers with holes of dilation - 1 samples.</summary>
    internal static int Covered(int width, int dilation) => width + (width - 1) * (dilation - 1);

    internal static int Length(int signal, int filter, int stride, int padding) =>
        (signal + 2 * padding - filter) / stride + 1;

    internal static double[] Convolve(
        double[] signal, double[] filter, int stride = 1, int padding = 0, int dilation = 1) =>
        Correlate(signal, [.. filter.Reverse()], stride, padding, dilation);

    internal static double[] Correlate(
        double[] signal, double[] filter, int stride = 1, int padding = 0, int dilation = 1)
    {
        var result = new double[Length(signal.Length, Covered(filter.Length, dilation), stride, padding)];
        for (int t = 0; t < result.Length; t++)
            for (int k = 0; k < filter.Length; k++)
            {
                int place = t * stride - padding + k * dilation;
                if (place >= 0 && place < signal.Length)
                    result[t] += filter[k] * signal[place];
            }
        return result;
    }
}
