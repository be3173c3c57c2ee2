using ModelZoo.Datasets.Sets;
using static TorchSharp.torch;

namespace ModelZoo.Datasets.Generated;

/// <summary>
/// Digits and letters drawn from strokes, turned, sheared, stretched, moved and made noisy at random: 28 x 28 grey images like MNIST's,
/// as many as wanted and without a file.
/// </summary>
internal static class Glyphs
{
    private const int Size = 28;

    // Strokes as lines of points on a grid of 5 x 7: two digits a point, x then y from the top left.
    private static readonly string[] Strokes =
    [
        "10 30 41 45 36 16 05 01 10", "11 20 26|16 36", "01 10 30 41 42 06 46", "00 40 22 33 44 45 36 16 05", "30 04 44|30 36",
        "40 00 03 33 44 45 36 06", "40 20 02 05 16 36 45 44 33 03", "00 40 16", "10 30 41 42 33 13 04 05 16 36 45 44 33|13 02 01 10", "06 26 44 41 30 10 01 02 13 43",
        "06 20 46|13 33", "00 06 36 45 44 33 03|33 42 41 30 00", "41 30 10 01 05 16 36 45", "00 06 26 44 42 20 00", "40 00 06 46|03 33", "40 00 06|03 33",
        "41 30 10 01 05 16 36 45 43 23", "00 06|40 46|03 43", "10 30|20 26|16 36", "40 45 36 16 05", "00 06|40 03 46", "00 06 46", "06 00 23 40 46", "06 00 46 40",
        "10 30 41 45 36 16 05 01 10", "06 00 30 41 42 33 03", "10 30 41 45 36 16 05 01 10|34 46", "06 00 30 41 42 33 03|33 46", "41 30 10 01 02 13 33 44 45 36 16 05", "00 40|20 26",
        "00 05 16 36 45 40", "00 26 40", "00 16 23 36 40", "00 46|40 06", "00 23 40|23 26", "00 40 06 46",
    ];

    private static readonly string[] Names = [.. "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".Select(c => c.ToString())];
    private static readonly float[][] Segments = [.. Strokes.Select(Parse)];

    /// <summary>Digits alone, or digits and letters without O, which is a zero.</summary>
    internal static Dataset Read(DatasetEntry set, DatasetOptions options)
    {
        int[] kinds = [.. Enumerable.Range(0, Names.Length).Where(kind => set.Name == "glyphs" ? kind < 10 : Names[kind] != "O")];
        return Synthetic.Reader(Targets.Classes, 10_000, 2_000, (count, random) => Draw(count, random, kinds), [.. kinds.Select(kind => Names[kind])])(set, options);
    }

    private static unsafe (Tensor, Tensor) Draw(long count, Generator random, int[] kinds)
    {
        var images = empty([count, 1, Size, Size], ScalarType.Byte);
        var classes = arange(count).remainder(kinds.Length);
        var places = (rand(count, 7, generator: random) * 2 - 1).data<float>().ToArray();
        var noise = (randn(count, Size * Size, generator: random) * 12).to(ScalarType.Int8);
        fixed (byte* pixels = images.bytes, grain = noise.bytes)
        {
            var (to, from) = ((nint)pixels, (nint)grain);
            Parallel.For(0, (int)count, i => One(Segments[kinds[i % kinds.Length]], places.AsSpan(i * 7, 7),
                new ReadOnlySpan<sbyte>((sbyte*)from + (long)i * Size * Size, Size * Size), new Span<byte>((byte*)to + (long)i * Size * Size, Size * Size)));
        }
        return (images, classes);
    }

    // A pixel is as bright as it is near to the nearest stroke.
    private static void One(ReadOnlySpan<float> segments, ReadOnlySpan<float> place, ReadOnlySpan<sbyte> noise, Span<byte> pixels)
    {
        var (sine, cosine) = MathF.SinCos(place[0] * 0.25f);
        float wide = 3.3f * (1 + 0.2f * place[1]), high = 2.9f * (1 + 0.15f * place[2]), shear = 0.2f * place[3];
        float left = Size / 2 - 0.5f + 2 * place[4], top = Size / 2 - 0.5f + 2 * place[5], thick = 1.2f + 0.5f * place[6];
        Span<float> lines = stackalloc float[segments.Length];
        for (int s = 0; s < segments.Length; s += 2)
        {
            float x = (segments[s] - 2) * wide, y = (segments[s + 1] - 3) * high;
            x += shear * y;
            lines[s] = left + cosine * x - sine * y;
            lines[s + 1] = top + sine * x + cosine * y;
        }
        for (int i = 0; i < pixels.Length; i++)
        {
            float x = i % Size, y = i / Size, nearest = float.MaxValue;
            for (int s = 0; s < lines.Length; s += 4)
                nearest = MathF.Min(nearest, Distance(x, y, lines[s], lines[s + 1], lines[s + 2], lines[s + 3]));
            float ink = Math.Clamp(thick + 0.5f - MathF.Sqrt(nearest), 0, 1);
            pixels[i] = (byte)Math.Clamp(ink * 240 + noise[i], 0, 255);
        }
    }

    /// <summary>Of a point from a stretch of line, squared.</summary>
    private static float Distance(float x, float y, float x0, float y0, float x1, float y1)
    {
        float dx = x1 - x0, dy = y1 - y0, along = Math.Clamp(((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy), 0, 1);
        float ex = x0 + along * dx - x, ey = y0 + along * dy - y;
        return ex * ex + ey * ey;
    }

    private static float[] Parse(string strokes) => [.. strokes.Split('|').SelectMany(stroke =>
    {
        var points = stroke.Split(' ').Select(point => (X: (float)(point[0] - '0'), Y: (float)(point[1] - '0'))).ToArray();
        return points.Zip(points.Skip(1)).SelectMany(pair => new[] { pair.First.X, pair.First.Y, pair.Second.X, pair.Second.Y });
    })];
}
