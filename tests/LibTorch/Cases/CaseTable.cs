using System.Collections;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.LibTorch.Cases;

/// <summary>Expressions by the names that tests/goldens uses, compared with PyTorch in values and gradients.</summary>
public sealed class CaseTable : IEnumerable<string>
{
    private readonly Dictionary<string, Func<Tensor[], Tensor[]>> _cases = [];

    public void Add(string name, Func<Tensor> expression) => _cases.Add(name, _ => [expression()]);
    public void Add(string name, Func<Tensor, Tensor> expression) => _cases.Add(name, x => [expression(x[0])]);
    public void Add(string name, Func<Tensor, Tensor, Tensor> expression) =>
        _cases.Add(name, x => [expression(x[0], x[1])]);

    public void Add(string name, Func<Tensor, Tensor, Tensor, Tensor> expression) =>
        _cases.Add(name, x => [expression(x[0], x[1], x[2])]);

    public void Add(string name, Func<Tensor, Tensor, Tensor, Tensor, Tensor> expression) =>
        _cases.Add(name, x => [expression(x[0], x[1], x[2], x[3])]);

    public void Add(string name, Func<Tensor[], Tensor[]> expression) => _cases.Add(name, expression);

    public IEnumerator<string> GetEnumerator() => _cases.Keys.GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The operators of libtorch that have a case: what stands before the colon.</summary>
    public IEnumerable<string> Operators => _cases.Keys.Select(name => name.Split(':')[0]);

    public Tensor[] Run(string name, Tensor[] inputs) => _cases[name](inputs);

    /// <summary>Fails unless the values and every gradient are PyTorch's, in float32 and in float64.</summary>
    public void Check(string name, Dictionary<string, Tensor> goldens)
    {
        using var scope = NewDisposeScope();
        int compared = Check(name, goldens, "f32", ScalarType.Float32)
            + Check(name, goldens, "f64", ScalarType.Float64);
        Assert.True(compared > 0, $"{name}: the goldens have no values for it: run scripts/goldens.");
    }

    private int Check(string name, Dictionary<string, Tensor> goldens, string precision, ScalarType type)
    {
        manual_seed(1);
        var inputs = Inputs(name, goldens, type);
        var outputs = Run(name, inputs);
        int compared = 0;
        for (int i = 0; i < outputs.Length; i++, compared++)
            Goldens.Equal(Golden($"out{i}"), outputs[i], $"{name}, result {i}, {precision}");
        Assert.False(goldens.ContainsKey($"{name}/{precision}/out{outputs.Length}"),
            $"{name}: PyTorch returns more than {outputs.Length} results.");

        var heads = outputs.Where(output => output.requires_grad).ToList();
        Assert.Equal(goldens.Keys.Any(key => key.StartsWith($"{name}/{precision}/grad")), heads.Count > 0);
        if (heads.Count == 0)
            return compared;
        autograd.backward(heads, heads.ConvertAll(Seed));
        for (int i = 0; i < inputs.Length; i++)
        {
            bool expected = goldens.TryGetValue($"{name}/{precision}/grad{i}", out var gradient);
            Assert.True(expected == inputs[i].grad is not null,
                $"{name}: PyTorch {(expected ? "has a" : "has no")} gradient for input {i}.");
            if (!expected)
                continue;
            Goldens.Equal(gradient!, inputs[i].grad!, $"{name}, gradient {i}, {precision}");
            compared++;
        }
        return compared;

        Tensor Golden(string key) => goldens.TryGetValue($"{name}/{precision}/{key}", out var found)
            ? found
            : throw new KeyNotFoundException($"The goldens have no {name}/{precision}/{key}: run scripts/goldens.");
    }

    private static Tensor[] Inputs(string name, Dictionary<string, Tensor> goldens, ScalarType type)
    {
        var inputs = new List<Tensor>();
        for (int i = 0; ; i++)
        {
            bool learned = goldens.TryGetValue($"{name}/in{i}", out var value);
            if (!learned && !goldens.TryGetValue($"{name}/fixed{i}", out value))
                return [.. inputs];
            bool floating = value!.is_floating_point();
            inputs.Add(floating ? value.to(type, copy: true).requires_grad_(learned) : value.clone());
        }
    }

    // The same numbers as seed() of tests/goldens/cases.py.
    public static Tensor Seed(Tensor output) =>
        ((arange(output.numel()).remainder(7) - 3).to(ScalarType.Float64) / 4 + 0.125)
            .reshape(output.shape).to(output.dtype);
}
