using System.Globalization;

namespace ModelZoo.Datasets.Transforms;

/// <summary>
/// Random transforms by name, applied in the given order: `--augment crop,flip` or `--augment rotate=10,noise=0.05`.
/// Each image of a batch gets its own random choice, drawn from the generator of the loader.
/// </summary>
public static class Augment
{
    private const double NoLimit = double.MaxValue, MaxPixels = int.MaxValue;

    private delegate Batch Step(Batch batch, double amount, int classes, Generator random);

    // Amount is the default of N; 0 if N must be given.
    private sealed record Row(string Name, double Amount, double Max, string Meaning, Step Apply);

    private static readonly Row[] Table =
    [
        new("crop", 4, MaxPixels, "a window of the image's size out of it, with a black border of N pixels",
            OnImages(Crop)),
        new("flip", 0.5, 1, "left and right exchanged with probability N", Flip(dimension: 3)),
        new("vflip", 0.5, 1, "top and bottom exchanged with probability N", Flip(dimension: 2)),
        new("rotate", 15, 360, "turned by up to N degrees", Move((x, _, _) => new(Angle: x))),
        new("translate", 0.1, 1, "moved by up to N of its size", Move((x, y, image) =>
            new(Right: Math.Round(x * image.shape[3]), Down: Math.Round(y * image.shape[2])))),
        new("scale", 0.2, 0.95, "made larger or smaller by up to N of its size", Move((x, _, _) => new(Scale: 1 + x))),
        new("shear", 10, 85, "sheared by up to N degrees", Move((x, y, _) => new(ShearX: x, ShearY: y))),
        new("brightness", 0.2, 1, "made brighter or darker by up to N", Blend(Color.Brightness)),
        new("contrast", 0.2, 1, "contrast changed by up to N", Blend(Color.Contrast)),
        new("saturation", 0.2, 1, "saturation changed by up to N", Blend(Color.Saturation)),
        new("noise", 0.1, NoLimit, "Gaussian noise of deviation N",
            OnImages((x, n, random) => x + (randn(x.shape, generator: random) * n).to(x.device))),
        new("blur", 1, NoLimit, "a Gaussian blur of deviation N", OnImages((x, n, _) => Color.Blur(x, 5, n))),
        new("erase", 0.5, 1, "a box of 2 to 33 % of it blackened with probability N", OnImages(Erase)),
        new("cutout", 0.25, 1, "a square of N of its height blackened, partly outside perhaps", OnImages(Cutout)),
        new("mixup", 0.2, NoLimit, "mixed with another image and its class by a share from Beta(N, N)", Mixing.Mixup),
        new("cutmix", 1, NoLimit, "a box replaced by another image's, of a share from Beta(N, N)", Mixing.Cutmix),
        new("resize", 0, MaxPixels, "resized to N x N pixels",
            OnImages((x, n, _) => Geometry.Resize(x, (int)n, (int)n))),
        new("center-crop", 0, MaxPixels, "the N x N pixels in its middle",
            OnImages((x, n, _) => Geometry.CenterCrop(x, (int)n, (int)n))),
    ];

    /// <summary>All names, the default of each amount (0: it must be given) and what it means.</summary>
    public static IReadOnlyList<(string Name, double Amount, string Meaning)> Names { get; } =
        [.. Table.Select(row => (row.Name, row.Amount, row.Meaning))];

    /// <summary>Makes a transform from a list of names; null if the list is empty.</summary>
    /// <param name="classes">The number of classes, of which mixup and cutmix make shares.</param>
    public static Transform? Parse(string? list, int classes)
    {
        var separate = StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries;
        var steps = (list ?? "").Split(',', separate).Select(ParseStep).ToList();
        return steps.Count == 0 ? null : (batch, random) =>
            steps.Aggregate(batch, (current, step) => step.Apply(current, step.Amount, classes, random));
    }

    private static (double Amount, Step Apply) ParseStep(string text)
    {
        var parts = text.Split('=', 2);
        var row = Array.Find(Table, row => row.Name == parts[0]) ?? throw Unknown(parts[0]);
        if (parts.Length == 1)
            return row.Amount > 0 ? (row.Amount, row.Apply)
                : throw Usage($"'{row.Name}' needs its number, as in {row.Name}=96: {row.Meaning}.");
        bool isNumber = double.TryParse(parts[1], CultureInfo.InvariantCulture, out double amount);
        if (!isNumber || !double.IsFinite(amount) || amount < 0)
            throw Usage($"'{text}': after the equals sign there should be a number, {row.Meaning} " +
                $"(usually {row.Name}={row.Amount}).");
        if (amount > row.Max)
            throw Usage($"'{text}': {FormattableString.Invariant($"{row.Max}")} is the most; it means {row.Meaning}.");
        return (amount, row.Apply);
    }

    private static DatasetException Unknown(string name)
    {
        var names = Table.Select(row => row.Name);
        var nearest = Nearest.To(name, names);
        var hint = nearest.Count > 0 ? $": did you mean {string.Join(" or ", nearest)}?" : ".";
        return Usage($"There is no augmentation called '{name}'{hint} All names: {string.Join(", ", names)}.");
    }

    private static DatasetException Usage(string message) => new(message) { IsUsage = true };

    internal static void ExpectImages(Batch batch)
    {
        if (batch.Inputs.ndim != 4)
            throw Usage("Augmentation is for images, [B, C, H, W]; " +
                $"these inputs are [{string.Join(", ", batch.Inputs.shape)}]: train without --augment.");
    }

    private static Step OnImages(Func<Tensor, double, Generator, Tensor> change) => (batch, amount, _, random) =>
    {
        ExpectImages(batch);
        return new Batch(change(batch.Inputs, amount, random), batch.Targets, batch.Continues);
    };

    private static Tensor Uniform(Tensor images, double from, double to, Generator random) =>
        rand(images.shape[0], generator: random) * (to - from) + from;

    // Integers, both ends included.
    private static Tensor Integers(Tensor images, long from, long to, Generator random) =>
        randint(from, to + 1, [images.shape[0]], generator: random);

    private static Tensor Crop(Tensor x, double n, Generator random)
    {
        // With a wider border some windows would show nothing of the image.
        if (n >= Math.Min(x.shape[2], x.shape[3]))
            throw Usage($"'crop={n}': the border is as wide as the image of {x.shape[2]} x {x.shape[3]} pixels: " +
                "take fewer (usually crop=4).");
        int border = (int)n;
        var (tops, lefts) = (Integers(x, 0, 2 * border, random), Integers(x, 0, 2 * border, random));
        return Geometry.Crop(Geometry.Pad(x, border), tops, lefts, (int)x.shape[2], (int)x.shape[3]);
    }

    private static Step Flip(int dimension) =>
        OnImages((x, n, random) => Geometry.Flip(x, Uniform(x, 0, 1, random) < n, dimension));

    private static Step Blend(Func<Tensor, Tensor, Tensor> change) =>
        OnImages((x, n, random) => change(x, Uniform(x, 1 - n, 1 + n, random)));

    // `move` gets two random numbers from -N to N for each image.
    private static Step Move(Func<double, double, Tensor, AffineMove> move) => OnImages((x, n, random) =>
    {
        var drawn = (rand(x.shape[0], 2, generator: random) * 2 - 1).data<float>().ToArray();
        return Geometry.Affine(x, [.. drawn.Chunk(2).Select(pair => move(pair[0] * n, pair[1] * n, x))]);
    });

    // Zhong et al. 2017, with the ranges of the paper.
    private static Tensor Erase(Tensor x, double probability, Generator random)
    {
        long height = x.shape[2], width = x.shape[3];
        var area = Uniform(x, 0.02, 0.33, random) * (height * width);
        var ratio = Uniform(x, Math.Log(0.3), Math.Log(3.3), random).exp();
        var chosen = (Uniform(x, 0, 1, random) < probability).to(ScalarType.Float32);
        var (high, wide) = (Cut((area * ratio).sqrt(), height), Cut((area / ratio).sqrt(), width));
        var (top, left) = (Start(high, height), Start(wide, width));
        return Color.Erase(x, top, top + high, left, left + wide);

        Tensor Cut(Tensor side, long limit) => (side.round().clamp(0, limit - 1) * chosen).to(ScalarType.Int64);
        Tensor Start(Tensor side, long limit) => (Uniform(x, 0, 1, random) * (limit - side + 1)).to(ScalarType.Int64);
    }

    // DeVries and Taylor 2017.
    private static Tensor Cutout(Tensor x, double share, Generator random)
    {
        long side = (long)Math.Round(share * x.shape[2]);
        var top = Integers(x, 0, x.shape[2] - 1, random) - side / 2;
        var left = Integers(x, 0, x.shape[3] - 1, random) - side / 2;
        return Color.Erase(x, top, top + side, left, left + side);
    }
}
