using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>
/// An update rule as TorchScript, which libtorch compiles at its first use and keeps. The text sees the lists
/// `weights` and `gradients`, a list for each state and the numbers by their names. Each torch._foreach_ function
/// goes through whole lists.
/// </summary>
/// <remarks>
/// Texts are fixed, and a test runs each: libtorch ends the process at an operator that it does not know.
/// </remarks>
internal sealed class Script(string states, string numbers, string rule)
{
    // What several rules share.
    private const string Shared = """
        def decayed(weights: List[Tensor], gradients: List[Tensor], weight_decay: float):
            if weight_decay == 0:
                return gradients
            return torch._foreach_add(gradients, weights, alpha=weight_decay)

        def average(mean: List[Tensor], values: List[Tensor], beta: float):
            torch._foreach_mul_(mean, beta)
            torch._foreach_add_(mean, values, alpha=1 - beta)

        def average_square(mean: List[Tensor], values: List[Tensor], beta: float):
            torch._foreach_mul_(mean, beta)
            torch._foreach_addcmul_(mean, values, values, 1 - beta)

        def root(square: List[Tensor], eps: float):
            result = torch._foreach_sqrt(square)
            torch._foreach_add_(result, eps)
            return result

        # How far a layer's step is scaled to be in proportion to its weights.
        # A layer that starts at zero must be able to leave it.
        def trust(weights: Tensor, step: Tensor):
            return torch.where((weights > 0) & (step > 0), weights / step, torch.ones_like(weights))


        """;

    private readonly string[] _states = Words(states);
    private readonly Lazy<jit.CompilationUnit> _compiled = new(() =>
        jit.compile(Text(Words(states), Words(numbers), rule)));

    /// <summary>One step. States and numbers stand in the order of their names.</summary>
    internal void Run(ParameterList list, params double[] values) => Run(list, list.States, values);

    internal void Run(ParameterList list, Tensor[][] states, params double[] values)
    {
        // One tensor, as TorchSharp would make a native Scalar of each number.
        using var packed = tensor(values, float64);
        object[] arguments = [list.Parameters, list.Gradients, .. states.Take(_states.Length), packed];
        using var returned = (Tensor)_compiled.Value.invoke("step", arguments);
    }

    private static string Text(string[] states, string[] numbers, string rule)
    {
        var lists = string.Concat(new[] { "weights", "gradients" }.Concat(states).Select(name =>
            $"{name}: List[Tensor], "));
        var named = string.Concat(numbers.Select((name, i) => $"    {name} = values[{i}]\n"));
        var body = string.Concat(rule.Split('\n').Select(line => $"    {line}\n"));
        return $"{Shared}def step({lists}numbers: Tensor):\n    values: List[float] = numbers.tolist()\n"
            + $"{named}{body}    return numbers\n";
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
