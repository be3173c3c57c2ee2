// Reverse mode. S. Linnainmaa, 1970; nndl, section 4.5.3; "Deep Learning", section 6.5.
// Idea: each operation writes its inputs and its slopes towards them on a tape. Read backwards, the tape hands each
// result's gradient on to its inputs, by the chain rule.
// Cost: one pass backwards for all inputs together; the tape is as long as the calculation.

namespace ModelZoo.Ideas.Differentiation;

internal sealed class Tape
{
    private readonly List<(int Input, double Slope)[]> _operations = [];

    internal int Length => _operations.Count;

    internal Variable Input(double value) => Add(value);

    internal Variable Add(double value, params (int Input, double Slope)[] inputs)
    {
        _operations.Add(inputs);
        return new Variable(this, _operations.Count - 1, value);
    }

    /// <summary>The derivatives of a result with respect to everything on the tape.</summary>
    internal double[] Backward(Variable result)
    {
        var gradients = new double[_operations.Count];
        gradients[result.Place] = 1;
        for (int i = result.Place; i >= 0; i--)
            foreach (var (input, slope) in _operations[i])
                gradients[input] += slope * gradients[i];
        return gradients;
    }

    internal static double[] Gradient(Func<Variable[], Variable> f, double[] inputs)
    {
        var tape = new Tape();
        Variable[] variables = [.. inputs.Select(tape.Input)];
        var gradients = tape.Backward(f(variables));
        return [.. variables.Select(variable => gradients[variable.Place])];
    }
}

/// <param name="Owner">Null for a constant, which needs no place on the tape.</param>
internal readonly record struct Variable(Tape? Owner, int Place, double Value) : IScalar<Variable>
{
    public static Variable Constant(double value) => new(null, -1, value);

    public static Variable operator +(Variable left, Variable right) =>
        Of(left.Value + right.Value, (left, 1), (right, 1));

    public static Variable operator -(Variable left, Variable right) =>
        Of(left.Value - right.Value, (left, 1), (right, -1));

    public static Variable operator *(Variable left, Variable right) =>
        Of(left.Value * right.Value, (left, right.Value), (right, left.Value));

    public static Variable operator /(Variable left, Variable right) => Of(left.Value / right.Value,
        (left, 1 / right.Value), (right, -left.Value / (right.Value * right.Value)));

    public static Variable Exp(Variable x) => Of(Math.Exp(x.Value), (x, Math.Exp(x.Value)));

    public static Variable Log(Variable x) => Of(Math.Log(x.Value), (x, 1 / x.Value));

    public static Variable Sin(Variable x) => Of(Math.Sin(x.Value), (x, Math.Cos(x.Value)));

    public static Variable Cos(Variable x) => Of(Math.Cos(x.Value), (x, -Math.Sin(x.Value)));

    private static Variable Of(double value, params (Variable From, double Slope)[] inputs)
    {
        var tape = inputs.Select(input => input.From.Owner).FirstOrDefault(owner => owner is not null);
        return tape is null
            ? Constant(value)
            : tape.Add(value, [.. inputs.Where(input => input.From.Owner is not null)
                .Select(input => (input.From.Place, input.Slope))]);
    }
}
