using System.Text.RegularExpressions;
using LibTorch;
using ModelZoo.Tests.Architecture;
using ModelZoo.Tests.LibTorch.Cases;
using Xunit;

namespace ModelZoo.Tests.LibTorch;

/// <summary>Tests about the source: every operator that it names exists, takes what it is given, and is compared with PyTorch.</summary>
public partial class OperatorNamesTests
{
    [GeneratedRegex("""\b(?:Call|CallInPlace|CallMany|CallVoid|CallScalar)\("(?<name>[^"]+)(?=")""")]
    private static partial Regex DirectCalls { get; }

    // A name that reaches the call by a detour: an argument, a field, or one of two by a condition.
    [GeneratedRegex("""(?:\bConvolve\(|_weights\.Run\(|\b_op = [^;"]*|\bCall\w*\([^"();]*\? )"(?<name>[^"]+)"(?:(?:, | : )"(?<name>[^"]+)(?="))?""")]
    private static partial Regex IndirectCalls { get; }

    private sealed record Named(string Operator, int? Arguments, string Place);

    // What has no values to compare.
    private static readonly string[] WithoutValues = ["set_data"];

    private static List<Named> NamedIn(params string[] folders)
    {
        var found = new List<Named>();
        foreach (var folder in folders)
            foreach (var file in Repository.Files(folder, "*.cs"))
            {
                var text = File.ReadAllText(file);
                string Place(Match match) => $"{Path.GetRelativePath(Repository.Root, file)}:{text.AsSpan(0, match.Index).Count('\n') + 1}";
                foreach (Match match in DirectCalls.Matches(text))
                    found.Add(new(match.Groups["name"].Value, CountArguments(text, text.IndexOf('(', match.Index) + 1) - 1, Place(match)));
                foreach (Match match in IndirectCalls.Matches(text))
                    foreach (Capture name in match.Groups["name"].Captures)
                        found.Add(new(name.Value, null, Place(match)));
            }
        return found;
    }

    // Commas on the first level, up to the bracket that closes the call.
    private static int CountArguments(string text, int start)
    {
        int depth = 0, commas = 0;
        bool quoted = false;
        for (int i = start; ; i++)
        {
            if (text[i] == '"')
                quoted = !quoted;
            else if (quoted)
                continue;
            else if (text[i] is '(' or '[' or '{')
                depth++;
            else if (text[i] is ')' or ']' or '}' && depth-- == 0)
                return commas + 1;
            else if (text[i] == ',' && depth == 0)
                commas++;
        }
    }

    // "aten::add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor": at least two, at most three.
    private static (int least, int most) Arity(string schema)
    {
        int open = schema.IndexOf('('), depth = 0, from = open + 1, least = 0, most = 0;
        for (int i = from; ; i++)
        {
            if (schema[i] is '(' or '[')
                depth++;
            else if (depth > 0 && schema[i] is ')' or ']')
                depth--;
            else if (depth == 0 && schema[i] is ',' or ')')
            {
                var parameter = schema[from..i].Trim();
                from = i + 1;
                if (parameter.Length > 0 && parameter != "*")
                {
                    most++;
                    least += parameter.Contains('=') ? 0 : 1;
                }
                if (schema[i] == ')')
                    return (least, most);
            }
        }
    }

    [Fact]
    public void Every_operator_named_in_the_source_exists_and_takes_the_arguments_given()
    {
        var named = NamedIn("LibTorch", "ModelZoo", "Datasets", "Training", "Cli", "benchmarks");
        Assert.True(named.Count > 300, $"Only {named.Count} operators were found in the source.");
        Assert.All(named, call =>
        {
            Assert.True(Operators.Exists(call.Operator), $"{call.Place}: libtorch has no operator {call.Operator}.");
            var (least, most) = Arity(Operators.Schema(call.Operator));
            Assert.True(call.Arguments is not { } given || (given >= least && given <= most),
                $"{call.Place}: {call.Operator} is given {call.Arguments} arguments and takes {least} to {most}: {Operators.Schema(call.Operator)}.");
        });
    }

    [Fact]
    public void Every_operator_of_the_dialect_is_compared_with_PyTorch()
    {
        var compared = new[] { PointwiseOperators.Table, ShapeOperators.Table, ReductionOperators.Table, Functional.Table, Streams.Table }
            .SelectMany(table => table.Operators).Concat(Layers.Operators).Concat(WithoutValues).ToHashSet();
        var missing = NamedIn("LibTorch").Where(call => !compared.Contains(call.Operator)).Select(call => $"{call.Operator} ({call.Place})").Distinct();
        Assert.Empty(missing);
    }

    [Theory]
    [InlineData("aten::add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor", 2, 3)]
    [InlineData("aten::pool(Tensor self, int[2] kernel, int[2] stride=[], bool ceil=False) -> (Tensor, Tensor)", 2, 4)]
    [InlineData("aten::nothing() -> ()", 0, 0)]
    [InlineData("aten::split(Tensor(a -> *) self, int size, int dim=0) -> Tensor(a)[]", 2, 3)]
    public void A_schemas_parameters_are_counted(string schema, int least, int most) => Assert.Equal((least, most), Arity(schema));
}
