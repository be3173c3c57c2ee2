using System.Globalization;
using ModelZoo.Datasets.Files;
using ModelZoo.Datasets.Sets;
using static TorchSharp.torch;

namespace ModelZoo.Datasets.Transforms;

/// <summary>
/// Random transforms by name, as `--augment crop,flip` or `--augment rotate=10,noise=0.05` composes them: in the order given, each image of a
/// batch its own way, drawn from the loader's generator.
/// </summary>
public static class Augment
{
    private delegate Batch Step(Batch batch, double amount, int classes, Generator random);

    private static readonly (string Name, double Amount, double Most, string Meaning, Step Apply)[] Table =
    [
        ("crop", 4, int.MaxValue, "a window of the image's size out of it, with a black border of N pixels", (b, n, _, r) => On(b, x =>
            Geometry.Crop(Geometry.Pad(x, Border(x, n)), Whole(b, 0, 2 * n, r), Whole(b, 0, 2 * n, r), (int)x.shape[2], (int)x.shape[3]))),
        ("flip", 0.5, 1, "left and right exchanged with probability N", (b, n, _, r) => On(b, x => Geometry.Flip(x, Uniform(b, 0, 1, r) < n, 3))),
        ("vflip", 0.5, 1, "top and bottom exchanged with probability N", (b, n, _, r) => On(b, x => Geometry.Flip(x, Uniform(b, 0, 1, r) < n, 2))),
        ("rotate", 15, 360, "turned by up to N degrees", (b, n, _, r) => Move(b, n, r, (a, _) => new AffineMove(Angle: a))),
        ("translate", 0.1, 1, "moved by up to N of its size", (b, n, _, r) => Move(b, n, r, (x, y) => new AffineMove(Right: Math.Round(x * b.Inputs.shape[3]), Down: Math.Round(y * b.Inputs.shape[2])))),
        ("scale", 0.2, 0.95, "made larger or smaller by up to N of its size", (b, n, _, r) => Move(b, n, r, (s, _) => new AffineMove(Scale: 1 + s))),
        ("shear", 10, 85, "sheared by up to N degrees", (b, n, _, r) => Move(b, n, r, (x, y) => new AffineMove(ShearX: x, ShearY: y))),
        ("brightness", 0.2, 1, "made brighter or darker by up to N", (b, n, _, r) => On(b, x => Colour.Brightness(x, Uniform(b, 1 - n, 1 + n, r)))),
        ("contrast", 0.2, 1, "contrast changed by up to N", (b, n, _, r) => On(b, x => Colour.Contrast(x, Uniform(b, 1 - n, 1 + n, r)))),
        ("saturation", 0.2, 1, "saturation changed by up to N", (b, n, _, r) => On(b, x => Colour.Saturation(x, Uniform(b, 1 - n, 1 + n, r)))),
        ("noise", 0.1, double.MaxValue, "Gaussian noise of deviation N", (b, n, _, r) => On(b, x => x + (randn(x.shape, generator: r) * n).to(x.device))),
        ("blur", 1, double.MaxValue, "a Gaussian blur of deviation N", (b, n, _, _) => On(b, x => Colour.Blur(x, 5, n))),
        ("erase", 0.5, 1, "a box of 2 to 33 % of it blackened with probability N", Erase),
        ("cutout", 0.25, 1, "a square of N of its height blackened, partly outside perhaps", Cutout),
        ("mixup", 0.2, double.MaxValue, "mixed with another image by a share from Beta(N, N), and so the classes", Mixing.Mixup),
        ("cutmix", 1, double.MaxValue, "a box replaced by another image's, of a share from Beta(N, N), and so the classes", Mixing.Cutmix),
        ("resize", 0, int.MaxValue, "brought to N x N pixels", (b, n, _, _) => On(b, x => Geometry.Resize(x, (int)n, (int)n))),
        ("center-crop", 0, int.MaxValue, "the N x N pixels in its middle", (b, n, _, _) => On(b, x => Geometry.CenterCrop(x, (int)n, (int)n))),
    ];

    /// <summary>Every name with the amount it has where none is given (0: it must be given), and what it does.</summary>
    public static IReadOnlyList<(string Name, double Amount, string Meaning)> Names { get; } = [.. Table.Select(row => (row.Name, row.Amount, row.Meaning))];

    /// <summary>A transform from a list of names; null where it is empty.</summary>
    /// <param name="classes">How many there are: mixup and cutmix turn them into shares.</param>
    public static Transform? Parse(string? list, int classes)
    {
        var steps = (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(One).ToList();
        if (steps.Count == 0)
            return null;
        return (batch, random) => steps.Aggregate(batch, (sofar, step) => step.Apply(sofar, step.Amount, classes, random));
    }

    private static (double Amount, Step Apply) One(string written)
    {
        var parts = written.Split('=', 2);
        var (name, amount, most, meaning, apply) = Array.Find(Table, row => row.Name == parts[0]);
        if (name is null)
        {
            var nearest = Nearest.To(parts[0], Table.Select(row => row.Name));
            throw new DatasetException($"There is no augmentation called '{parts[0]}'{(nearest.Count > 0 ? $": did you mean {string.Join(" or ", nearest)}?" : ".")} All names: {string.Join(", ", Table.Select(row => row.Name))}.") { IsUsage = true };
        }
        if (parts.Length == 2 && (!double.TryParse(parts[1], CultureInfo.InvariantCulture, out amount) || !double.IsFinite(amount) || amount < 0))
            throw new DatasetException($"'{written}': after the equals sign there should be a number, {meaning} (usually {name}={Array.Find(Table, row => row.Name == name).Amount}).") { IsUsage = true };
        if (amount > most)
            throw new DatasetException(string.Create(CultureInfo.InvariantCulture, $"'{written}': {most} is the most, as it means {meaning}.")) { IsUsage = true };
        if (amount == 0 && parts.Length == 1)
            throw new DatasetException($"'{name}' needs its number, as in {name}=96: {meaning}.") { IsUsage = true };
        return (amount, apply);
    }

    private static Batch On(Batch batch, Func<Tensor, Tensor> change)
    {
        ExpectImages(batch);
        return new Batch(change(batch.Inputs), batch.Targets, batch.Continues);
    }

    internal static void ExpectImages(Batch batch)
    {
        if (batch.Inputs.ndim != 4)
            throw new DatasetException($"Augmentation is for images, [B, C, H, W]; these inputs are [{string.Join(", ", batch.Inputs.shape)}]: train without --augment.") { IsUsage = true };
    }

    private static Tensor Uniform(Batch batch, double from, double to, Generator random) => rand(batch.Count, generator: random) * (to - from) + from;

    // A wider one would let windows through that show nothing of the image.
    private static int Border(Tensor x, double pixels) => pixels < Math.Min(x.shape[2], x.shape[3]) ? (int)pixels
        : throw new DatasetException($"'crop={pixels}': a border as wide as the image, which has {x.shape[2]} x {x.shape[3]} pixels: take fewer (usually crop=4).") { IsUsage = true };

    // Both ends may come.
    private static Tensor Whole(Batch batch, double from, double to, Generator random) => randint((long)from, (long)to + 1, [batch.Count], generator: random);

    private static Batch Move(Batch batch, double most, Generator random, Func<double, double, AffineMove> move) => On(batch, x =>
    {
        var drawn = (rand(batch.Count, 2, generator: random) * 2 - 1).data<float>().ToArray();
        return Geometry.Affine(x, [.. Enumerable.Range(0, (int)batch.Count).Select(i => move(drawn[2 * i] * most, drawn[2 * i + 1] * most))]);
    });

    // Zhong et al. 2017, with its paper's ranges.
    private static Batch Erase(Batch batch, double probability, int classes, Generator random) => On(batch, x =>
    {
        long height = x.shape[2], width = x.shape[3];
        var area = Uniform(batch, 0.02, 0.33, random) * (height * width);
        var ratio = Uniform(batch, Math.Log(0.3), Math.Log(3.3), random).exp();
        var chosen = (Uniform(batch, 0, 1, random) < probability).to(ScalarType.Float32);
        Tensor Cut(Tensor side, long limit) => (side.clamp(0, limit - 1) * chosen).to(ScalarType.Int64);
        var (high, wide) = (Cut((area * ratio).sqrt().round(), height), Cut((area / ratio).sqrt().round(), width));
        Tensor Start(Tensor side, long limit) => (Uniform(batch, 0, 1, random) * (limit - side + 1)).to(ScalarType.Int64);
        var (top, left) = (Start(high, height), Start(wide, width));
        return Colour.Erase(x, top, top + high, left, left + wide);
    });

    // DeVries and Taylor 2017.
    private static Batch Cutout(Batch batch, double share, int classes, Generator random) => On(batch, x =>
    {
        long side = (long)Math.Round(share * x.shape[2]);
        var (top, left) = (Whole(batch, 0, x.shape[2] - 1, random) - side / 2, Whole(batch, 0, x.shape[3] - 1, random) - side / 2);
        return Colour.Erase(x, top, top + side, left, left + side);
    });
}
