using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.LibTorch;

/// <summary>manual_seed(0) gives the very numbers that it gives in Python.</summary>
public class RandomTests
{
    // Integers and uniform numbers are the same everywhere. Logarithms and cosines differ in the last place by CPU.
    private const double LastPlace = 2e-7;

    public static TheoryData<string> Streams => [.. Cases.Streams.Table];

    [Theory, MemberData(nameof(Streams))]
    public void Seed_gives_PyTorchs_numbers(string name)
    {
        using var scope = NewDisposeScope();
        var expected = Goldens.Load("random")[name];
        manual_seed(0);
        var drawn = Cases.Streams.Table.Run(name, [])[0];
        Assert.Equal(expected.dtype, drawn.dtype);
        Goldens.Equal(expected, drawn, name, LastPlace);
    }

    [Theory]
    [InlineData("rand.generator")]
    [InlineData("randperm.generator")]
    [InlineData("randint.low_generator")]
    [InlineData("bernoulli")]
    [InlineData("bernoulli_.float")]
    [InlineData("dropout")]
    [InlineData("uniform_")]
    [InlineData("multinomial")]
    public void Draws_without_logarithm_or_cosine_equal_PyTorchs_bit_by_bit(string name)
    {
        using var scope = NewDisposeScope();
        manual_seed(0);
        Assert.True(Goldens.Load("random")[name].Equals(Cases.Streams.Table.Run(name, [])[0]));
    }

    public static TheoryData<string> Inits => [.. Cases.Streams.Inits.Keys];

    [Theory, MemberData(nameof(Inits))]
    public void Initializer_fills_with_PyTorchs_numbers(string name)
    {
        using var scope = NewDisposeScope();
        var prefix = $"init {name} ";
        var goldens = Goldens.Load("random")
            .Where(entry => entry.Key.StartsWith(prefix) && char.IsDigit(entry.Key[prefix.Length])).ToList();
        Assert.NotEmpty(goldens);
        foreach (var (key, expected) in goldens)
        {
            manual_seed(0);
            var filled = Cases.Streams.Inits[name](empty(expected.shape));
            Goldens.Equal(expected, filled, key, name == "orthogonal" ? 1e-5 : LastPlace);
        }
    }

    [Fact]
    public void Own_generator_and_default_generator_give_the_same_stream()
    {
        using var scope = NewDisposeScope();
        using var own = new Generator(7);
        manual_seed(7);
        Assert.True(randn([5, 7]).Equals(randn([5, 7], generator: own)));
        Assert.Equal(7, own.initial_seed());
    }

    [Fact]
    public void Generator_state_can_be_restored_between_the_halves_of_a_normal_pair()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        _ = randn(3);
        var state = Generator.Default.get_state();
        var first = randn(5);
        Generator.Default.set_state(state);
        Assert.True(first.Equals(randn(5)));
    }
}
