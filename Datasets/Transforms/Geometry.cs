using static TorchSharp.torch.nn.functional;

namespace ModelZoo.Datasets.Transforms;

/// <summary>Moves pixels as torchvision does. Images are [B, C, H, W], floats; each has its own parameters.</summary>
public static class Geometry
{
    /// <summary>Bilinear. An image that shrinks is smoothed.</summary>
    public static Tensor Resize(Tensor images, int height, int width)
    {
        if (images.shape[2] == height && images.shape[3] == width)
            return images;
        bool shrinks = height < images.shape[2] || width < images.shape[3];
        return interpolate(
            images, [height, width], mode: InterpolationMode.Bilinear, align_corners: false, antialias: shrinks);
    }

    public static Tensor CenterCrop(Tensor images, int height, int width)
    {
        int top = (int)Math.Round((images.shape[2] - height) / 2.0);
        int left = (int)Math.Round((images.shape[3] - width) / 2.0);
        return images.narrow(2, top, height).narrow(3, left, width);
    }

    /// <summary>The window of image i begins at row tops[i] and column lefts[i]; int64 [B].</summary>
    internal static Tensor Crop(Tensor images, Tensor tops, Tensor lefts, int height, int width)
    {
        // A view of all windows, [B, C, tops, lefts, height, width]; each image keeps one.
        var windows = images.unfold(2, height, 1).unfold(3, width, 1);
        return windows[Index(arange(images.shape[0])), TensorIndex.Colon, Index(tops), Index(lefts)];

        TensorIndex Index(Tensor indices) => TensorIndex.Tensor(indices.to(images.device));
    }

    internal static Tensor Pad(Tensor images, int border) => pad(images, [border, border, border, border]);

    /// <summary>Mirrors the images chosen by a mask, bool [B]: left-right (dimension 3) or top-bottom (2).</summary>
    internal static Tensor Flip(Tensor images, Tensor chosen, int dimension) =>
        where(chosen.to(images.device).reshape(-1, 1, 1, 1), images.flip(dimension), images);

    /// <summary>Rotates, moves, scales and shears about the center. What comes in from outside is 0.</summary>
    internal static Tensor Affine(Tensor images, IReadOnlyList<AffineMove> moves, bool smooth = true)
    {
        float height = images.shape[2], width = images.shape[3];
        float[] matrices = [.. moves.SelectMany(move => move.Inverse(height, width))];
        var theta = tensor(matrices, [moves.Count, 2, 3], device: images.device);
        var grid = affine_grid(theta, images.shape, align_corners: false);
        var mode = smooth ? GridSampleMode.Bilinear : GridSampleMode.Nearest;
        return grid_sample(images, grid, mode, GridSamplePaddingMode.Zeros, align_corners: false);
    }
}

/// <summary>The move of one image: degrees clockwise, pixels right and down, a factor, degrees of shear.</summary>
internal readonly record struct AffineMove(
    double Angle = 0, double Right = 0, double Down = 0, double Scale = 1, double ShearX = 0, double ShearY = 0)
{
    // The inverse of translation * rotation * scale * shear about the center, 2 x 3. In the units of affine_grid each
    // side goes from -1 to 1.
    internal float[] Inverse(float height, float width)
    {
        double turn = double.DegreesToRadians(Angle);
        double shearX = double.DegreesToRadians(ShearX), shearY = double.DegreesToRadians(ShearY);
        double cosine = Math.Cos(turn - shearY), sine = Math.Sin(turn - shearY);
        double a = cosine / Math.Cos(shearY), b = -cosine * Math.Tan(shearX) / Math.Cos(shearY) - Math.Sin(turn);
        double c = sine / Math.Cos(shearY), d = -sine * Math.Tan(shearX) / Math.Cos(shearY) + Math.Cos(turn);
        var (m0, m1, m3, m4) = (d / Scale, -b / Scale, -c / Scale, a / Scale);
        double m2 = -m0 * Right - m1 * Down, m5 = -m3 * Right - m4 * Down;
        return
        [
            (float)m0, (float)(m1 * height / width), (float)(2 * m2 / width),
            (float)(m3 * width / height), (float)m4, (float)(2 * m5 / height),
        ];
    }
}
