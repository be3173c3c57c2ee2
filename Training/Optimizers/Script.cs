namespace ModelZoo.Training.Optimizers;

/// <summary>
/// An update rule as TorchScript, which libtorch compiles at its first use. The rule's names are the lists `weights`
/// and `gradients`, one list for each state, and the numbers. Each torch._foreach_ function works on whole lists.
/// </summary>
/// <remarks>Tests run each rule, because libtorch ends the process at an unknown operator.</remarks>
internal sealed class Script(string states, string numbers, string rule)
{
    // Functions of several rules.
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

        # Scales a layer's step to its weights. Weights that start at zero must be able to change too.
        def trust(weights: Tensor, step: Tensor):
            return torch.where((weights > 0) & (step > 0), weights / step, torch.ones_like(weights))


        """;

    private readonly string[] _states = Words(states);
    private readonly Lazy<jit.CompilationUnit> _compiled =
        new(() => jit.compile(Text(Words(states), Words(numbers), rule)));

    /// <summary>One step. States and values are in the order of their names.</summary>
    internal void Run(ParameterList list, params double[] values) => Run(list, list.States, values);

    internal void Run(ParameterList list, Tensor[][] states, params double[] values)
    {
        // A single tensor, because TorchSharp would make a native Scalar of each number.
        using var packed = tensor(values, float64);
        object[] arguments = [list.Parameters, list.Gradients, .. states.Take(_states.Length), packed];
        using var returned = (Tensor)_compiled.Value.invoke("step", arguments);
    }

    private static string Text(string[] states, string[] numbers, string rule)
    {
        string[] names = ["weights", "gradients", .. states];
        var lists = string.Concat(names.Select(name => $"{name}: List[Tensor], "));
        var named = string.Concat(numbers.Select((name, i) => $"    {name} = values[{i}]\n"));
        var body = string.Concat(rule.Split('\n').Select(line => $"    {line}\n"));
        return $"{Shared}def step({lists}numbers: Tensor):\n    values: List[float] = numbers.tolist()\n"
            + $"{named}{body}    return numbers\n";
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
