namespace ModelZoo.Datasets.Generated;

/// <summary>Classes of points in the plane. Only the blobs can be separated by lines.</summary>
internal static class Points
{
    private const int Arms = 3, Centers = 4;

    /// <summary>The four corners of a square, blurred. Class 1 has exactly one coordinate of 1.</summary>
    internal static (Tensor, Tensor) Xor(long count, Generator random)
    {
        var bits = randint(0, 2, [count, 2], generator: random);
        return (bits.to(ScalarType.Float32) + randn(count, 2, generator: random) * 0.1, bits.sum(1).remainder(2));
    }

    /// <summary>Two half circles, each in the opening of the other.</summary>
    internal static (Tensor, Tensor) Moons(long count, Generator random)
    {
        var classes = Alternating(count, 2);
        var angle = rand(count, generator: random) * Math.PI;
        var sign = 1 - classes.to(ScalarType.Float32) * 2;
        var x = angle.cos() * sign + classes.to(ScalarType.Float32);
        var y = angle.sin() * sign + classes.to(ScalarType.Float32) * 0.5;
        return (stack([x, y], 1) + randn(count, 2, generator: random) * 0.1, classes);
    }

    /// <summary>A circle of radius 1, and one of radius 0.5 in it.</summary>
    internal static (Tensor, Tensor) Circles(long count, Generator random)
    {
        var classes = Alternating(count, 2);
        var angle = rand(count, generator: random) * (2 * Math.PI);
        var radius = 1 - classes.to(ScalarType.Float32) * 0.5;
        var points = stack([angle.cos() * radius, angle.sin() * radius], 1);
        return (points + randn(count, 2, generator: random) * 0.05, classes);
    }

    /// <summary>Three arms that wind once around the origin.</summary>
    internal static (Tensor, Tensor) Spirals(long count, Generator random)
    {
        var classes = Alternating(count, Arms);
        var radius = rand(count, generator: random);
        var angle = (radius + classes.to(ScalarType.Float32) / Arms) * (2 * Math.PI);
        var points = stack([angle.cos() * radius, angle.sin() * radius], 1);
        return (points + randn(count, 2, generator: random) * 0.02, classes);
    }

    /// <summary>Four Gaussian blobs on a circle of radius 3.</summary>
    internal static (Tensor, Tensor) Blobs(long count, Generator random)
    {
        var classes = Alternating(count, Centers);
        var angle = classes.to(ScalarType.Float32) * (2 * Math.PI / Centers);
        return (stack([angle.cos(), angle.sin()], 1) * 3 + randn(count, 2, generator: random), classes);
    }

    // The classes in turn, so that they are of equal size.
    private static Tensor Alternating(long count, long classes) => arange(count).remainder(classes);
}
