namespace ModelZoo.Datasets.Generated;

/// <summary>
/// Digits and letters drawn from strokes, each rotated, sheared, stretched, moved and made noisy at random: 28 x 28
/// gray images like MNIST's, without a file.
/// </summary>
internal static class Glyphs
{
    private const int Size = 28, Pixels = Size * Size, RandomNumbers = 7;

    // Strokes are lines of points on a grid of 5 x 7: two digits a point, x then y from the top left.
    private static readonly (char Name, string Strokes)[] Table =
    [
        ('0', "10 30 41 45 36 16 05 01 10"), ('1', "11 20 26|16 36"), ('2', "01 10 30 41 42 06 46"),
        ('3', "00 40 22 33 44 45 36 16 05"), ('4', "30 04 44|30 36"), ('5', "40 00 03 33 44 45 36 06"),
        ('6', "40 20 02 05 16 36 45 44 33 03"), ('7', "00 40 16"),
        ('8', "10 30 41 42 33 13 04 05 16 36 45 44 33|13 02 01 10"), ('9', "06 26 44 41 30 10 01 02 13 43"),
        ('A', "06 20 46|13 33"), ('B', "00 06 36 45 44 33 03|33 42 41 30 00"),
        ('C', "41 30 10 01 05 16 36 45"), ('D', "00 06 26 44 42 20 00"), ('E', "40 00 06 46|03 33"),
        ('F', "40 00 06|03 33"), ('G', "41 30 10 01 05 16 36 45 43 23"), ('H', "00 06|40 46|03 43"),
        ('I', "10 30|20 26|16 36"), ('J', "40 45 36 16 05"), ('K', "00 06|40 03 46"), ('L', "00 06 46"),
        ('M', "06 00 23 40 46"), ('N', "06 00 46 40"), ('O', "10 30 41 45 36 16 05 01 10"),
        ('P', "06 00 30 41 42 33 03"), ('Q', "10 30 41 45 36 16 05 01 10|34 46"),
        ('R', "06 00 30 41 42 33 03|33 46"), ('S', "41 30 10 01 02 13 33 44 45 36 16 05"),
        ('T', "00 40|20 26"), ('U', "00 05 16 36 45 40"), ('V', "00 26 40"), ('W', "00 16 23 36 40"),
        ('X', "00 46|40 06"), ('Y', "00 23 40|23 26"), ('Z', "00 40 06 46"),
    ];

    private static readonly float[][] Segments = [.. Table.Select(row => ParseStrokes(row.Strokes))];

    /// <summary>Digits; or digits and letters without O, which looks like a zero.</summary>
    internal static DatasetReader Reader(bool letters)
    {
        int[] glyphs = [.. Enumerable.Range(0, Table.Length).Where(i => letters ? Table[i].Name != 'O' : i < 10)];
        string[] classes = [.. glyphs.Select(i => Table[i].Name.ToString())];
        return Synthetic.Reader(Targets.Classes, 10_000, 2_000, Draw, classes);

        (Tensor, Tensor) Draw(long count, Generator random) => Glyphs.Draw(count, random, glyphs);
    }

    private static unsafe (Tensor, Tensor) Draw(long count, Generator random, int[] glyphs)
    {
        var images = empty([count, 1, Size, Size], ScalarType.Byte);
        var classes = arange(count).remainder(glyphs.Length);
        var places = (rand(count, RandomNumbers, generator: random) * 2 - 1).data<float>().ToArray();
        var noise = (randn(count, Pixels, generator: random) * 12).to(ScalarType.Int8);
        fixed (byte* imageBytes = images.bytes, noiseBytes = noise.bytes)
        {
            // A lambda cannot capture pointers.
            var (to, from) = ((nint)imageBytes, (nint)noiseBytes);
            Parallel.For(0, (int)count, i =>
            {
                var place = places.AsSpan(i * RandomNumbers, RandomNumbers);
                var grain = new ReadOnlySpan<sbyte>((sbyte*)from + (long)i * Pixels, Pixels);
                var image = new Span<byte>((byte*)to + (long)i * Pixels, Pixels);
                Draw(Segments[glyphs[i % glyphs.Length]], place, grain, image);
            });
        }
        return (images, classes);
    }

    // A pixel is the brighter, the nearer it is to a stroke.
    private static void Draw(
        ReadOnlySpan<float> segments, ReadOnlySpan<float> place, ReadOnlySpan<sbyte> noise, Span<byte> pixels)
    {
        var (sine, cosine) = MathF.SinCos(place[0] * 0.25f);
        float wide = 3.3f * (1 + 0.2f * place[1]), high = 2.9f * (1 + 0.15f * place[2]), shear = 0.2f * place[3];
        float left = Size / 2 - 0.5f + 2 * place[4], top = Size / 2 - 0.5f + 2 * place[5];
        float thickness = 1.2f + 0.5f * place[6];
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
                nearest = MathF.Min(
                    nearest, SquaredDistance(x, y, lines[s], lines[s + 1], lines[s + 2], lines[s + 3]));
            float ink = Math.Clamp(thickness + 0.5f - MathF.Sqrt(nearest), 0, 1);
            pixels[i] = (byte)Math.Clamp(ink * 240 + noise[i], 0, 255);
        }
    }

    // From a point to the segment from (x0, y0) to (x1, y1).
    private static float SquaredDistance(float x, float y, float x0, float y0, float x1, float y1)
    {
        float dx = x1 - x0, dy = y1 - y0;
        float along = Math.Clamp(((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy), 0, 1);
        float ex = x0 + along * dx - x, ey = y0 + along * dy - y;
        return ex * ex + ey * ey;
    }

    // Four numbers for each segment: x0, y0, x1, y1.
    private static float[] ParseStrokes(string strokes) => [.. strokes.Split('|').SelectMany(stroke =>
    {
        var points = stroke.Split(' ').Select(point => new float[] { point[0] - '0', point[1] - '0' }).ToArray();
        return points.Zip(points.Skip(1)).SelectMany(pair => pair.First.Concat(pair.Second));
    })];
}
