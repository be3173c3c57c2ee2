using ModelZoo.Datasets;
using ModelZoo.Datasets.Sets;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Datasets;

public class SyntheticTests
{
    public static TheoryData<string> Names => [.. DatasetCatalog.Entries.Where(entry => entry.Family == "synthetic").Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_computed_set_repeats_from_its_seed_and_differs_from_another_and_from_its_own_test_part(string name)
    {
        var options = new DatasetOptions { Seed = 11, Examples = 60 };
        using var one = DatasetCatalog.Open(name, options);
        using var again = DatasetCatalog.Open(name, options);
        using var other = DatasetCatalog.Open(name, options with { Seed = 12 });
        Assert.InRange(one.Train.Count, 59, 61);
        Assert.True(one.Test.Count > 0);
        Assert.True(one.Train.Inputs.Equals(again.Train.Inputs) && one.Train.Targets.Equals(again.Train.Targets) && one.Test.Inputs.Equals(again.Test.Inputs));
        Assert.False(one.Train.Inputs.Equals(other.Train.Inputs));
        Assert.False(one.Train.Inputs.narrow(0, 0, 3).Equals(one.Test.Inputs.narrow(0, 0, 3)));
        if (one.Kind == Targets.Classes)
            Assert.Equal(one.Classes.Count, one.Train.Targets.data<long>().Distinct().Count());
    }

    [Fact]
    public void Linear_regression_has_the_books_weights()
    {
        using var scope = NewDisposeScope();
        using var set = DatasetCatalog.Open("linear-regression");
        var x = cat([set.Train.Inputs, ones(1000, 1)], 1);
        var found = linalg.solve(x.t().matmul(x), x.t().matmul(set.Train.Targets)).flatten();
        Assert.True(found.allclose(tensor(new[] { 2f, -3.4f, 4.2f }), atol: 2e-3));
    }

    [Fact]
    public void The_polynomial_is_the_books()
    {
        using var scope = NewDisposeScope();
        using var set = DatasetCatalog.Open("polynomial");
        var first = set.Train.Inputs.narrow(1, 0, 4);
        var residual = set.Train.Targets - first.matmul(tensor(new[] { 5f, 1.2f, -3.4f, 5.6f }).unsqueeze(1));
        Assert.InRange(residual.std().ToDouble(), 0.07, 0.13);
        Assert.True(set.Train.Inputs.select(1, 3).allclose(set.Train.Inputs.select(1, 1).pow(3) / 6, 1e-4));
    }

    [Fact]
    public void Each_sequence_problem_has_the_answer_that_its_input_asks_for()
    {
        using var scope = NewDisposeScope();
        using var adding = DatasetCatalog.Open("adding", new DatasetOptions { Examples = 50, Steps = 9 });
        Assert.True((adding.Train.Inputs.select(2, 0) * adding.Train.Inputs.select(2, 1)).sum(1, keepdim: true).allclose(adding.Train.Targets));
        Assert.True(adding.Train.Inputs.select(2, 1).sum(1).eq(2).all().ToBoolean());
        using var parity = DatasetCatalog.Open("parity", new DatasetOptions { Examples = 50 });
        Assert.True(parity.Train.Inputs.sum([1, 2]).remainder(2).to(int64).Equals(parity.Train.Targets));
        foreach (var (name, reversed) in new[] { ("copy", false), ("reversal", true) })
        {
            using var letters = DatasetCatalog.Open(name, new DatasetOptions { Examples = 50 });
            for (int i = 0; i < letters.Train.Count; i++)
            {
                string Row(Tensor tokens, Vocabulary vocabulary) => vocabulary.Decode(tokens.data<long>()).Split("<eos>")[0];
                var (question, answer) = (Row(letters.Train.Inputs[i], letters.Vocabulary!), Row(letters.Train.Targets[i], letters.TargetVocabulary!));
                Assert.Equal(reversed ? string.Concat(question.Reverse()) : question, answer);
            }
        }
        using var dates = DatasetCatalog.Open("dates", new DatasetOptions { Examples = 50 });
        for (int i = 0; i < dates.Train.Count; i++)
        {
            var answer = dates.TargetVocabulary!.Decode(dates.Train.Targets[i].data<long>()).Split("<eos>")[0];
            Assert.True(DateTime.TryParseExact(answer, "yyyy-MM-dd", null, System.Globalization.DateTimeStyles.None, out var date), answer);
            Assert.Contains(date.Year.ToString(), dates.Vocabulary!.Decode(dates.Train.Inputs[i].data<long>()));
        }
    }

    [Fact]
    public void Glyphs_of_one_kind_resemble_each_other_more_than_those_of_another()
    {
        using var scope = NewDisposeScope();
        using var set = DatasetCatalog.Open("glyphs", new DatasetOptions { Examples = 2000 });
        Assert.Equal([2000, 1, 28, 28], set.Train.Inputs.shape);
        Tensor Flat(Split split) => split.Inputs.to(float32).flatten(1);
        var means = stack(Enumerable.Range(0, 10).Select(c => Flat(set.Train)[set.Train.Targets.eq(c)].mean([0])));
        var nearest = (Flat(set.Test).unsqueeze(1) - means.unsqueeze(0)).square().sum(2).argmin(1);
        Assert.InRange(nearest.eq(set.Test.Targets).to(float32).mean().ToDouble(), 0.6, 0.99);
    }
}
