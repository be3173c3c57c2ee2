// Filters of images by hand. nndl, section 5.1.2, figure 5.3; R. C. Gonzalez, R. E. Woods, "Digital image processing".
// Idea: each pixel of the result is a weighted sum of the pixels around it. The weights decide what is seen.

namespace ModelZoo.Ideas.Convolutions;

/// <param name="Weights">Rows of odd length.</param>
internal sealed record Filter(double[,] Weights)
{
    /// <summary>Each pixel minus its four neighbors' mean, times four: edges in all directions.</summary>
    internal static Filter Edges => new(new double[,] { { 0, -1, 0 }, { -1, 4, -1 }, { 0, -1, 0 } });

    /// <summary>Sobel's filter: bright above, dark below.</summary>
    internal static Filter Horizontal => new(new double[,] { { 1, 2, 1 }, { 0, 0, 0 }, { -1, -2, -1 } });

    internal static Filter Mean(int width) => Outer([.. Enumerable.Repeat(1.0 / width, width)]);

    internal static Filter Gaussian(int width, double deviation) => Outer(Bell(width, deviation));

    /// <summary>Samples of the normal curve with the sum 1.</summary>
    internal static double[] Bell(int width, double deviation)
    {
        var heights = Enumerable.Range(0, width)
            .Select(i => Math.Exp(-Math.Pow((i - (width - 1) / 2.0) / deviation, 2) / 2)).ToArray();
        return [.. heights.Select(height => height / heights.Sum())];
    }

    /// <summary>A separable filter: column times row.</summary>
    internal static Filter Outer(double[] line)
    {
        var weights = new double[line.Length, line.Length];
        for (int y = 0; y < line.Length; y++)
            for (int x = 0; x < line.Length; x++)
                weights[y, x] = line[y] * line[x];
        return new(weights);
    }

    /// <summary>Cross-correlation with zeros around, so that the size stays.</summary>
    internal double[,] Apply(double[,] image)
    {
        var (height, width) = (image.GetLength(0), image.GetLength(1));
        var (rows, columns) = (Weights.GetLength(0), Weights.GetLength(1));
        var result = new double[height, width];
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                for (int i = 0; i < rows; i++)
                    for (int j = 0; j < columns; j++)
                    {
                        int v = y + i - rows / 2, u = x + j - columns / 2;
                        if (v >= 0 && v < height && u >= 0 && u < width)
                            result[y, x] += Weights[i, j] * image[v, u];
                    }
        return result;
    }
}
