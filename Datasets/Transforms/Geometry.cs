using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace ModelZoo.Datasets.Transforms;

/// <summary>Where pixels go: whole batches [B, C, H, W] of floats, with one set of parameters for each image. The conventions are torchvision's.</summary>
public static class Geometry
{
    /// <summary>Bilinear; what is shrunk is smoothed first.</summary>
    public static Tensor Resize(Tensor images, int height, int width) => images.shape[2] == height && images.shape[3] == width ? images
        : interpolate(images, [height, width], mode: InterpolationMode.Bilinear, align_corners: false, antialias: height < images.shape[2] || width < images.shape[3]);

    public static Tensor CenterCrop(Tensor images, int height, int width)
    {
        var (top, left) = ((int)Math.Round((images.shape[2] - height) / 2.0), (int)Math.Round((images.shape[3] - width) / 2.0));
        return images.narrow(2, top, height).narrow(3, left, width);
    }

    /// <summary>The window of each image whose corner is at tops[i], lefts[i]; int64 [B].</summary>
    public static Tensor Crop(Tensor images, Tensor tops, Tensor lefts, int height, int width)
    {
        // A view of all windows, [B, C, tops, lefts, height, width], of which each image keeps one.
        var windows = images.unfold(2, height, 1).unfold(3, width, 1);
        return windows[TensorIndex.Tensor(arange(images.shape[0], device: images.device)), TensorIndex.Colon, TensorIndex.Tensor(tops.to(images.device)), TensorIndex.Tensor(lefts.to(images.device))];
    }

    public static Tensor Pad(Tensor images, int border) => pad(images, [border, border, border, border]);

    /// <summary>Mirrors the images that the mask, bool [B], chooses: left and right (dimension 3) or top and bottom (2).</summary>
    public static Tensor Flip(Tensor images, Tensor chosen, int dimension) =>
        where(chosen.to(images.device).reshape(-1, 1, 1, 1), images.flip(dimension), images);

    /// <summary>
    /// Turns by `angle` degrees clockwise, moves by pixels, scales and shears (degrees) about the centre, each image its own way; what comes in
    /// from outside is 0.
    /// </summary>
    public static Tensor Affine(Tensor images, IReadOnlyList<AffineMove> moves, bool smooth = true)
    {
        float height = images.shape[2], width = images.shape[3];
        var matrices = new float[moves.Count * 6];
        for (int i = 0; i < moves.Count; i++)
            moves[i].Inverse(height, width).CopyTo(matrices, i * 6);
        var theta = tensor(matrices, [moves.Count, 2, 3], device: images.device);
        return grid_sample(images, affine_grid(theta, images.shape, align_corners: false), smooth ? GridSampleMode.Bilinear : GridSampleMode.Nearest, GridSamplePaddingMode.Zeros, align_corners: false);
    }
}

/// <summary>One image's move: degrees clockwise, pixels right and down, factor, degrees of shear along x and y.</summary>
public readonly record struct AffineMove(double Angle = 0, double Right = 0, double Down = 0, double Scale = 1, double ShearX = 0, double ShearY = 0)
{
    // The inverse of translation * rotation * scale * shear about the centre, in affine_grid's units, in which each side goes from -1 to 1.
    internal float[] Inverse(float height, float width)
    {
        double turn = double.DegreesToRadians(Angle), shearX = double.DegreesToRadians(ShearX), shearY = double.DegreesToRadians(ShearY);
        double a = Math.Cos(turn - shearY) / Math.Cos(shearY), b = -Math.Cos(turn - shearY) * Math.Tan(shearX) / Math.Cos(shearY) - Math.Sin(turn);
        double c = Math.Sin(turn - shearY) / Math.Cos(shearY), d = -Math.Sin(turn - shearY) * Math.Tan(shearX) / Math.Cos(shearY) + Math.Cos(turn);
        var (m0, m1, m3, m4) = (d / Scale, -b / Scale, -c / Scale, a / Scale);
        double m2 = -m0 * Right - m1 * Down, m5 = -m3 * Right - m4 * Down;
        return [(float)m0, (float)(m1 * height / width), (float)(2 * m2 / width), (float)(m3 * width / height), (float)m4, (float)(2 * m5 / height)];
    }
}
