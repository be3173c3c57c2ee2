namespace ModelZoo.Parts;

/// <summary>Checks inputs and sizes before a layer deep inside fails with a message about matrices.</summary>
internal static class Expect
{
    /// <summary>Images of any size from the smallest up.</summary>
    public static Tensor Images(Tensor input, string model, long channels, long smallest)
    {
        if (input.dim() != 4 || input.size(1) != channels)
            throw new ArgumentException(
                $"{model} takes images of shape (N, {channels}, height, width) and got {Shape(input)}: "
                + $"build it with channels: {(input.dim() == 4 ? input.size(1) : channels)}.");
        if (input.size(2) < smallest || input.size(3) < smallest)
            throw new ArgumentException(
                $"{model} takes images of {smallest}x{smallest} or larger and got {input.size(2)}x{input.size(3)}: "
                + $"the smallest size that works is {smallest}.");
        return input;
    }

    /// <summary>Images of the one size that the network was built for.</summary>
    public static Tensor Images(Tensor input, string model, long channels, long size, Func<long, long> grid) =>
        input.dim() == 4 && input.size(1) == channels && input.size(2) == size && input.size(3) == size
            ? input
            : throw new ArgumentException(
                $"{model} was built for images of shape (N, {channels}, {size}, {size}) and got {Shape(input)}: "
                + "build it with the channels and size of the data "
                + $"(the smallest size that works is {Smallest(grid)}).");

    /// <summary>The side of the last feature map, which must be 1 or more.</summary>
    public static long Grid(string model, long size, Func<long, long> grid) =>
        grid(size) > 0
            ? grid(size)
            : throw new ArgumentException(
                $"{model} cannot be built for images of {size}x{size}: "
                + $"the smallest size that works is {Smallest(grid)}.");

    /// <summary>A flat input (N, features), or one that flattens to it.</summary>
    public static Tensor Features(Tensor input, string model, long features) =>
        input.dim() >= 2 && input.shape.Skip(1).Aggregate(1L, (product, side) => product * side) == features
            ? input
            : throw new ArgumentException(
                $"{model} was built for {features} inputs an example and got shape {Shape(input)}: "
                + "build it with the channels and size of the data (the smallest size that works is 1).");

    public static Tensor Tokens(Tensor input, string model) =>
        input.dim() == 2 && input.dtype == ScalarType.Int64
            ? input
            : throw new ArgumentException(
                $"{model} takes tokens of shape (N, T), Int64, and got {Shape(input)}, {input.dtype}.");

    /// <summary>A size that is halved on the way down and doubled on the way up must divide evenly.</summary>
    public static void Multiple(string model, long size, long of)
    {
        if (size % of != 0)
            throw new ArgumentException(
                $"{model} cannot be built for images of {size}x{size}: "
                + $"the size must be a multiple of {of} (the smallest size that works is {of}).");
    }

    private static string Shape(Tensor input) => $"({string.Join(", ", input.shape)})";

    private static long Smallest(Func<long, long> grid)
    {
        var size = 1L;
        while (grid(size) < 1) size++;
        return size;
    }
}
