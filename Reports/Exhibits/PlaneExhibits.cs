using ModelZoo.Reports.Charts;
using ModelZoo.Reports.Drawing;
using static TorchSharp.torch;

namespace ModelZoo.Reports.Exhibits;

/// <summary>Where a classifier of points in the plane draws its borders.</summary>
internal static class PlaneExhibits
{
    private const int Side = 320, Points = 300, Radius = 3;

    internal static IEnumerable<Exhibit> Of(Subject subject)
    {
        int classes = subject.Data.Classes.Count;
        if (subject.Data.InputShape is not [2] || classes is 0 or > Palette.Count || subject.Model is not nn.Module<Tensor, Tensor> network)
            yield break;
        using var scope = NewDisposeScope();
        var (inputs, targets) = subject.First(Points);
        var places = inputs.cpu().flatten().data<float>().ToArray().Chunk(2).ToArray();
        var (left, right) = Margin(places.Select(place => place[0]));
        var (low, high) = Margin(places.Select(place => place[1]));
        var across = linspace(left, right, Side).unsqueeze(0).expand(Side, -1);
        var up = linspace(high, low, Side).unsqueeze(1).expand(-1, Side);
        var said = network.call(stack([across, up], 2).view(-1, 2).to(subject.Device)).argmax(1).cpu().data<long>().ToArray();

        var pixels = said.SelectMany(number => Tint(number, 0.35)).ToArray();
        var truth = targets.cpu().data<long>().ToArray();
        for (int i = 0; i < places.Length; i++)
            Dot(pixels, (places[i][0] - left) / (right - left) * (Side - 1), (high - places[i][1]) / (high - low) * (Side - 1), Tint(truth[i], 1));
        yield return new PictureExhibit("The plane", $"What the network says of each point, and {places.Length} test points in the colours of their true classes.",
            [new PictureRow("", [new CaptionedPicture(new Picture(Side, Side, 3, pixels))])])
        { Key = subject.Data.Classes };
    }

    private static (float Low, float High) Margin(IEnumerable<float> values)
    {
        float low = values.Min(), high = values.Max(), margin = Math.Max(0.08f * (high - low), 1e-3f);
        return (low - margin, high + margin);
    }

    private static byte[] Tint(long number, double share)
    {
        var (red, green, blue) = Palette.Light($"c{number}");
        return [Mix(red), Mix(green), Mix(blue)];
        byte Mix(byte colour) => (byte)(255 - share * (255 - colour));
    }

    // With a white rim, so that a point in its own class's land is seen.
    private static void Dot(byte[] pixels, double x, double y, byte[] colour)
    {
        for (int row = Math.Max(0, (int)y - Radius - 1); row <= Math.Min(Side - 1, y + Radius + 1); row++)
            for (int column = Math.Max(0, (int)x - Radius - 1); column <= Math.Min(Side - 1, x + Radius + 1); column++)
            {
                var away = Math.Sqrt((column - x) * (column - x) + (row - y) * (row - y));
                double rim = Math.Clamp(Radius + 1.5 - away, 0, 1), inside = Math.Clamp(Radius + 0.5 - away, 0, 1);
                for (int c = 0; c < 3; c++)
                {
                    ref byte pixel = ref pixels[3 * (row * Side + column) + c];
                    pixel = (byte)((pixel * (1 - rim) + 255 * rim) * (1 - inside) + colour[c] * inside);
                }
            }
    }
}
