using static TorchSharp.torch;

namespace ModelZoo.Parts;

/// <summary>A wrong input is told in one sentence, before it becomes a mismatch of matrices deep inside.</summary>
internal static class Expect
{
    /// <summary>For a network that ends in a pool over the whole map: any size from the smallest up.</summary>
    public static void Image(Tensor input, string model, long channels, long smallest)
    {
        if (input.dim() != 4 || input.size(1) != channels)
            throw new ArgumentException($"{model} takes images of shape (N, {channels}, height, width) and got ({string.Join(", ", input.shape)}): build it with channels: {(input.dim() == 4 ? input.size(1) : channels)}.");
        if (input.size(2) < smallest || input.size(3) < smallest)
            throw new ArgumentException($"{model} takes images of {smallest}x{smallest} or larger and got {input.size(2)}x{input.size(3)}: the smallest size that works is {smallest}.");
    }

    /// <summary>For a network whose first fully connected layer fixes the size of the image.</summary>
    public static void Image(Tensor input, string model, long channels, long size, Func<long, long> grid)
    {
        if (input.dim() != 4 || input.size(1) != channels || input.size(2) != size || input.size(3) != size)
            throw new ArgumentException($"{model} was built for images of shape (N, {channels}, {size}, {size}) and got ({string.Join(", ", input.shape)}): build it with the channels and size of the data (the smallest size that works is {Smallest(grid)}).");
    }

    /// <summary>The side of the last feature map; a size that leaves none is refused.</summary>
    public static long Grid(string model, long size, Func<long, long> grid) =>
        grid(size) > 0 ? grid(size) : throw new ArgumentException($"{model} cannot be built for images of {size}x{size}: the smallest size that works is {Smallest(grid)}.");

    /// <summary>A flattened input, or one that flattens to it: (N, features).</summary>
    public static void Features(Tensor input, string model, long features)
    {
        var got = 1L;
        for (var dim = 1; dim < input.dim(); dim++)
            got *= input.size(dim);
        if (input.dim() < 2 || got != features)
            throw new ArgumentException($"{model} was built for {features} inputs an example and got shape ({string.Join(", ", input.shape)}): build it with the channels and size of the data (the smallest size that works is 1).");
    }

    public static void Tokens(Tensor input, string model)
    {
        if (input.dim() != 2 || input.dtype != ScalarType.Int64)
            throw new ArgumentException($"{model} takes tokens of shape (N, T), Int64, and got ({string.Join(", ", input.shape)}), {input.dtype}.");
    }

    /// <summary>What is halved on the way down and doubled on the way up must divide evenly.</summary>
    public static void Multiple(string model, long size, long of)
    {
        if (size % of != 0)
            throw new ArgumentException($"{model} cannot be built for images of {size}x{size}: the size must be a multiple of {of} (the smallest size that works is {of}).");
    }

    private static long Smallest(Func<long, long> grid)
    {
        var size = 1L;
        while (grid(size) < 1) size++;
        return size;
    }
}
