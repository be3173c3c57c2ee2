// Cheaper ways to the same convolution. "Deep Learning", section 9.8; nndl, section 5.1.4.
// Idea: a filter that is a column times a row is applied as two filters of K weights. In the frequency domain, a
// convolution is a product, whatever the filter's size.

namespace ModelZoo.Ideas.Convolutions;

internal static class FastConvolution
{
    /// <summary>A separable filter, as two passes.</summary>
    internal static double[,] Separable(double[,] image, double[] line)
    {
        var (column, row) = (new double[line.Length, 1], new double[1, line.Length]);
        for (int i = 0; i < line.Length; i++)
            column[i, 0] = row[0, i] = line[i];
        return new Filter(row).Apply(new Filter(column).Apply(image));
    }

    /// <summary>Cross-correlation with zeros around by the fast Fourier transform.</summary>
    internal static Tensor ByFourier(Tensor image, Tensor filter)
    {
        var (height, width) = (image.shape[0], image.shape[1]);
        var (rows, columns) = (filter.shape[0], filter.shape[1]);
        // The result of a full convolution, so that nothing wraps around.
        long[] size = [height + rows - 1, width + columns - 1];
        var product = fft.rfft2(image, size) * fft.rfft2(filter.flip(0, 1), size);
        return fft.irfft2(product, size).narrow(0, rows / 2, height).narrow(1, columns / 2, width);
    }

    /// <summary>Multiply-adds for an image of n x n and a filter of k x k.</summary>
    internal static (double Direct, double Separable, double Fourier) Cost(int n, int k)
    {
        // Three transforms of half complex numbers at 2.5 m log2 m operations, and the products.
        double m = Math.Pow(n + k - 1, 2);
        return ((double)n * n * k * k, 2.0 * n * n * k, 3 * 2.5 * m * Math.Log2(m) / 2 + 2 * m);
    }
}
