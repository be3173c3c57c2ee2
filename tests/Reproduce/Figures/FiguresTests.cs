using ModelZoo.Ideas.Classic;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Reproduce.Figures;

/// <summary>The ideas of the textbooks whose figures take less than a second.</summary>
public sealed class FiguresTests : IDisposable
{
    private readonly Scratch _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Quick =>
    [
        "numeric-derivative", "four-derivatives", "expression-swell", "backpropagation", "rtrl",
        "convolution-1d", "image-filters", "fast-convolution", "pooling",
        "hopfield-example", "hopfield-capacity", "perceptron-bound", "oja", "clusters", "densities",
        "linear-algebra", "moments", "capacity",
    ];

    [Theory]
    [MemberData(nameof(Quick))]
    public void Idea_is_drawn_and_its_numbers_lie_within_their_bounds(string name)
    {
        FigureRun.Inside(_folder.Path, name);
    }

    [Fact]
    public void Shortest_tour_of_cities_on_a_circle_follows_the_circle()
    {
        using var scope = NewDisposeScope();
        var angles = tensor(new[] { 0, 3, 1, 6, 4, 2, 7, 5 }).to(float64) * (Math.PI / 4);
        var (length, order) = TravelingSalesman.BruteForce(stack([angles.cos(), angles.sin()], 1));
        Assert.Equal(16 * Math.Sin(Math.PI / 8), length, 9);
        Assert.Equal(8, order.Distinct().Count());
    }
}
