using ModelZoo.Runs.Selection;
using Xunit;

namespace ModelZoo.Tests.Runs.Selection;

public class SearchSpaceTests
{
    [Fact]
    public void Ranges_and_choices_give_settings_at_every_place()
    {
        var space = SearchSpace.Parse("lr=log:0.001..1, batch-size=64|128|256,momentum=0..0.9,"
            + "schedule=step:size=3,gamma=0.5|cosine,warmup=log:1..100");
        var names = space.Dimensions.Select(dimension => dimension.Name);
        Assert.Equal(["lr", "batch-size", "momentum", "schedule", "warmup"], names);
        string[] At(double place) => [.. space.Values([place, place, place, place, place]).Values];
        Assert.Equal(["0.001", "64", "0", "step:size=3,gamma=0.5", "1"], At(0));
        Assert.Equal(["0.03162", "128", "0.45", "cosine", "10"], At(0.5));
        Assert.Equal(["1", "256", "0.9", "cosine", "100"], At(1));
    }

    [Fact]
    public void Snapped_place_of_a_whole_number_has_the_same_number()
    {
        var whole = new WholeNumbers("warmup", 1, 7, Log: true);
        foreach (var text in Enumerable.Range(0, 1000).Select(i => whole.Text(i / 999.0)).Distinct())
        {
            double place = Enumerable.Range(0, 1000).Select(i => i / 999.0).First(place => whole.Text(place) == text);
            Assert.Equal(text, whole.Text(whole.Snap(place)));
        }
        var even = whole with { Log = false };
        Assert.Equal(["1", "2", "3", "4", "5", "6", "7"], even.Grid(7).Select(even.Text));
    }

    [Theory]
    [InlineData("", "--search is empty")]
    [InlineData("lr", "'lr' is not a setting with its values")]
    [InlineData("rate=0.1|0.2", "There is no setting 'rate'")]
    [InlineData("lr=0.1|0.1", "one twice")]
    [InlineData("lr=0.1|fast", "--lr takes a number")]
    [InlineData("lr=1..0.1", "a lower and a higher number")]
    [InlineData("lr=log:0..1", "both above 0, because of log:")]
    [InlineData("lr=0.1,lr=0.2", "has 'lr' twice")]
    [InlineData("dropout=0.1..1", "--dropout takes a number of at least 0 and below 1")]
    [InlineData("batch-size=0|64", "--batch-size takes a whole number of at least 1")]
    [InlineData("batch-size=1.5..64", "--batch-size takes a whole number")]
    [InlineData("optimizer=sgd|adma", "Did you mean")]
    [InlineData("schedule=cosin|step", "cosine")]
    [InlineData("init=zeros|ones", "There is no initialization 'ones'")]
    [InlineData("optimizer=sgd..adam", "'optimizer' is not a number")]
    [InlineData("epochs=1..5", "'epochs' is the same for all trials")]
    [InlineData("validation=0.1|0.2", "'validation' is the same for all trials")]
    public void Mistakes_are_rejected_with_a_sentence(string text, string expected)
    {
        var error = Assert.ThrowsAny<ArgumentException>(() => SearchSpace.Parse(text));
        Assert.Contains(expected, error.Message);
    }
}
