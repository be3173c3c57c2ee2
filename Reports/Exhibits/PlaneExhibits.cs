using ModelZoo.Reports.Charts;
using ModelZoo.Reports.Drawing;
using static TorchSharp.torch;

namespace ModelZoo.Reports.Exhibits;

/// <summary>Where a classifier of points in the plane draws its borders.</summary>
internal static class PlaneExhibits
{
    private const int Side = 400, Points = 300, Radius = 5;

    // A white rim keeps a point visible on its own class's color.
    private const double Rim = 1.5, BackgroundShare = 0.35;

    internal static IEnumerable<Exhibit> Of(Subject subject)
    {
        int classes = subject.Data.Classes.Count;
        if (subject.Data.InputShape is not [2] || classes is 0 or > Palette.Count
            || subject.Model is not nn.Module<Tensor, Tensor> network)
            yield break;
        using var scope = NewDisposeScope();
        var (inputs, targets) = subject.First(Points);
        var points = inputs.cpu().flatten().data<float>().ToArray().Chunk(2).ToArray();
        var (left, right) = Range(points.Select(point => point[0]));
        var (low, high) = Range(points.Select(point => point[1]));
        var x = linspace(left, right, Side).unsqueeze(0).expand(Side, -1);
        var y = linspace(high, low, Side).unsqueeze(1).expand(-1, Side);
        var predicted = network.call(stack([x, y], 2).view(-1, 2).to(subject.Device)).argmax(1);

        var pixels = Numbers(predicted).SelectMany(number => Tint(number, BackgroundShare)).ToArray();
        foreach (var (point, truth) in points.Zip(Numbers(targets)))
            DrawPoint(
                pixels,
                (point[0] - left) / (right - left) * (Side - 1),
                (high - point[1]) / (high - low) * (Side - 1),
                Tint(truth, 1));
        yield return new PictureExhibit(
            "The plane",
            $"What the network predicts at each place. {points.Length} test points have their true classes' colors.",
            [new PictureRow("", [new Picture(Side, Side, 3, pixels)])])
        { Key = subject.Data.Classes };
    }

    private static long[] Numbers(Tensor classes) => classes.cpu().data<long>().ToArray();

    private static (float Low, float High) Range(IEnumerable<float> values)
    {
        float low = values.Min(), high = values.Max(), margin = Math.Max(0.08f * (high - low), 1e-3f);
        return (low - margin, high + margin);
    }

    private static byte[] Tint(long number, double share)
    {
        var color = Palette.OnWhite(Palette.Curve((int)number));
        byte Mix(byte channel) => (byte)(255 - share * (255 - channel));
        return [Mix(color.Red), Mix(color.Green), Mix(color.Blue)];
    }

    private static void DrawPoint(byte[] pixels, double x, double y, byte[] color)
    {
        for (int row = Math.Max(0, (int)(y - Radius)); row <= Math.Min(Side - 1, y + Radius); row++)
            for (int column = Math.Max(0, (int)(x - Radius)); column <= Math.Min(Side - 1, x + Radius); column++)
            {
                double distance = Math.Sqrt(Math.Pow(column - x, 2) + Math.Pow(row - y, 2));
                byte[] painted = distance <= Radius - Rim ? color : [255, 255, 255];
                if (distance <= Radius)
                    painted.CopyTo(pixels, 3 * (row * Side + column));
            }
    }
}
