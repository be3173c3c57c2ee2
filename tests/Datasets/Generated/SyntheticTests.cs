using System.Globalization;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Datasets.Generated;

public class SyntheticTests
{
    public static TheoryData<string> Names =>
        [.. DatasetCatalog.Entries.Where(entry => entry.Family == "synthetic").Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Computed_set_depends_on_its_seed_only_and_its_parts_differ(string name)
    {
        var options = new DatasetOptions { Seed = 11, Examples = 60 };
        using var one = DatasetCatalog.Open(name, options);
        using var again = DatasetCatalog.Open(name, options);
        using var other = DatasetCatalog.Open(name, options with { Seed = 12 });
        Assert.InRange(one.Train.Count, 59, 61);
        Assert.True(one.Test.Count > 0);
        Assert.True(one.Train.Inputs.Equals(again.Train.Inputs));
        Assert.True(one.Train.Targets.Equals(again.Train.Targets));
        Assert.True(one.Test.Inputs.Equals(again.Test.Inputs));
        Assert.False(one.Train.Inputs.Equals(other.Train.Inputs));
        Assert.False(one.Train.Inputs.narrow(0, 0, 3).Equals(one.Test.Inputs.narrow(0, 0, 3)));
        if (one.Kind == Targets.Classes)
            Assert.Equal(one.Classes.Count, one.Train.Targets.data<long>().Distinct().Count());
    }

    [Fact]
    public void Linear_regression_has_the_weights_of_the_book()
    {
        using var scope = NewDisposeScope();
        using var set = DatasetCatalog.Open("linear-regression");
        var x = cat([set.Train.Inputs, ones(1000, 1)], 1);
        var found = linalg.solve(x.t().matmul(x), x.t().matmul(set.Train.Targets)).flatten();
        Assert.True(found.allclose(tensor(new[] { 2f, -3.4f, 4.2f }), atol: 2e-3));
    }

    [Fact]
    public void Polynomial_has_the_coefficients_of_the_book()
    {
        using var scope = NewDisposeScope();
        using var set = DatasetCatalog.Open("polynomial");
        var first = set.Train.Inputs.narrow(1, 0, 4);
        var residual = set.Train.Targets - first.matmul(tensor(new[] { 5f, 1.2f, -3.4f, 5.6f }).unsqueeze(1));
        Assert.InRange(residual.std().ToDouble(), 0.07, 0.13);
        Assert.True(set.Train.Inputs.select(1, 3).allclose(set.Train.Inputs.select(1, 1).pow(3) / 6, 1e-4));
    }

    [Fact]
    public void Adding_has_the_sum_of_the_two_marked_numbers_as_target()
    {
        using var scope = NewDisposeScope();
        using var set = DatasetCatalog.Open("adding", new DatasetOptions { Examples = 50, Steps = 9 });
        var (numbers, marks) = (set.Train.Inputs.select(2, 0), set.Train.Inputs.select(2, 1));
        Assert.True((numbers * marks).sum(1, keepdim: true).allclose(set.Train.Targets));
        Assert.True(marks.sum(1).eq(2).all().ToBoolean());
    }

    [Fact]
    public void Parity_has_the_parity_of_the_bits_as_target()
    {
        using var scope = NewDisposeScope();
        using var set = DatasetCatalog.Open("parity", new DatasetOptions { Examples = 50 });
        Assert.True(set.Train.Inputs.sum([1, 2]).remainder(2).to(int64).Equals(set.Train.Targets));
    }

    [Theory]
    [InlineData("copy", false)]
    [InlineData("reversal", true)]
    public void Letters_are_copied_or_reversed_in_the_target(string name, bool reversed)
    {
        using var scope = NewDisposeScope();
        using var set = DatasetCatalog.Open(name, new DatasetOptions { Examples = 50 });
        for (int i = 0; i < set.Train.Count; i++)
        {
            var question = UntilEnd(set.Train.Inputs[i], set.Vocabulary!);
            var answer = UntilEnd(set.Train.Targets[i], set.TargetVocabulary!);
            Assert.Equal(reversed ? string.Concat(question.Reverse()) : question, answer);
        }
    }

    [Fact]
    public void Dates_have_an_ISO_date_of_the_same_year_as_target()
    {
        using var scope = NewDisposeScope();
        using var set = DatasetCatalog.Open("dates", new DatasetOptions { Examples = 50 });
        for (int i = 0; i < set.Train.Count; i++)
        {
            var answer = UntilEnd(set.Train.Targets[i], set.TargetVocabulary!);
            Assert.True(DateTime.TryParseExact(answer, "yyyy-MM-dd", null, DateTimeStyles.None, out var date), answer);
            Assert.Contains(date.Year.ToString(), UntilEnd(set.Train.Inputs[i], set.Vocabulary!));
        }
    }

    private static string UntilEnd(Tensor tokens, Vocabulary vocabulary) =>
        vocabulary.Decode(tokens.data<long>()).Split("<eos>")[0];

    [Fact]
    public void Glyphs_are_recognized_by_the_nearest_mean()
    {
        using var scope = NewDisposeScope();
        using var set = DatasetCatalog.Open("glyphs", new DatasetOptions { Examples = 2000 });
        Assert.Equal([2000, 1, 28, 28], set.Train.Inputs.shape);
        var (train, test) = (set.Train.Inputs.to(float32).flatten(1), set.Test.Inputs.to(float32).flatten(1));
        var means = stack(Enumerable.Range(0, 10).Select(c => train[set.Train.Targets.eq(c)].mean([0])));
        var nearest = (test.unsqueeze(1) - means.unsqueeze(0)).square().sum(2).argmin(1);
        Assert.InRange(nearest.eq(set.Test.Targets).to(float32).mean().ToDouble(), 0.6, 0.99);
    }
}
