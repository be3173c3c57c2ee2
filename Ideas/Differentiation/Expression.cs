// Symbolic differentiation. nndl, section 4.5.2.
// Idea: the derivative of an expression is an expression, by one rule for each operation.
// Cost: the rules of product and quotient repeat their parts, so derivatives grow fast ("expression swell").
// Simplifying what has zeros, ones and constants helps only in part.

namespace ModelZoo.Ideas.Differentiation;

internal abstract record Expression : IScalar<Expression>
{
    private sealed record Number(double Value) : Expression;

    private sealed record Name(int Input) : Expression;

    private sealed record Pair(char Sign, Expression Left, Expression Right) : Expression;

    private sealed record Call(string Function, Expression Argument) : Expression;

    public static Expression Constant(double value) => new Number(value);
    public static Expression operator +(Expression left, Expression right) => new Pair('+', left, right);
    public static Expression operator -(Expression left, Expression right) => new Pair('-', left, right);
    public static Expression operator *(Expression left, Expression right) => new Pair('*', left, right);
    public static Expression operator /(Expression left, Expression right) => new Pair('/', left, right);
    public static Expression Exp(Expression x) => new Call("exp", x);
    public static Expression Log(Expression x) => new Call("log", x);
    public static Expression Sin(Expression x) => new Call("sin", x);
    public static Expression Cos(Expression x) => new Call("cos", x);

    internal static Expression Variable(int input) => new Name(input);

    internal Expression Derivative(int input) => this switch
    {
        Number => new Number(0),
        Name name => new Number(name.Input == input ? 1 : 0),
        Pair('+', var f, var g) => f.Derivative(input) + g.Derivative(input),
        Pair('-', var f, var g) => f.Derivative(input) - g.Derivative(input),
        Pair('*', var f, var g) => f.Derivative(input) * g + f * g.Derivative(input),
        Pair(_, var f, var g) => (f.Derivative(input) * g - f * g.Derivative(input)) / (g * g),
        Call("exp", var f) => Exp(f) * f.Derivative(input),
        Call("log", var f) => f.Derivative(input) / f,
        Call("sin", var f) => Cos(f) * f.Derivative(input),
        Call(_, var f) => new Number(0) - Sin(f) * f.Derivative(input),
        _ => throw new InvalidOperationException($"There is no rule for {this}."),
    };

    internal Expression Simplify() => this switch
    {
        Pair(var sign, var left, var right) => (sign, left.Simplify(), right.Simplify()) switch
        {
            (_, Number a, Number b) => new Number(Calculate(sign, a.Value, b.Value)),
            ('+', Number { Value: 0 }, var f) => f,
            ('+' or '-', var f, Number { Value: 0 }) => f,
            ('*', Number { Value: 0 }, _) or ('*', _, Number { Value: 0 }) => new Number(0),
            ('/', Number { Value: 0 }, _) => new Number(0),
            ('*', Number { Value: 1 }, var f) => f,
            ('*' or '/', var f, Number { Value: 1 }) => f,
            ('-', var f, var g) when f == g => new Number(0),
            (_, var f, var g) => new Pair(sign, f, g),
        },
        Call(var function, var argument) => argument.Simplify() is Number number
            ? new Number(Calculate(function, number.Value))
            : new Call(function, argument.Simplify()),
        _ => this,
    };

    internal double Evaluate(double[] inputs) => this switch
    {
        Number number => number.Value,
        Name name => inputs[name.Input],
        Pair(var sign, var left, var right) => Calculate(sign, left.Evaluate(inputs), right.Evaluate(inputs)),
        Call(var function, var argument) => Calculate(function, argument.Evaluate(inputs)),
        _ => throw new InvalidOperationException($"{this} has no value."),
    };

    /// <summary>The number of operations, constants and inputs in it.</summary>
    internal long Size => this switch
    {
        Pair(_, var left, var right) => 1 + left.Size + right.Size,
        Call(_, var argument) => 1 + argument.Size,
        _ => 1,
    };

    internal static double[] Gradient(Func<Expression[], Expression> f, double[] inputs)
    {
        var formula = f([.. inputs.Select((_, i) => Variable(i))]);
        return [.. inputs.Select((_, i) => formula.Derivative(i).Simplify().Evaluate(inputs))];
    }

    private static double Calculate(char sign, double left, double right) => sign switch
    {
        '+' => left + right,
        '-' => left - right,
        '*' => left * right,
        _ => left / right,
    };

    private static double Calculate(string function, double x) => function switch
    {
        "exp" => Math.Exp(x),
        "log" => Math.Log(x),
        "sin" => Math.Sin(x),
        _ => Math.Cos(x),
    };

    public sealed override string ToString() => this switch
    {
        Number number => $"{number.Value}",
        Name name => $"x{name.Input}",
        Pair(var sign, var left, var right) => $"({left} {sign} {right})",
        Call(var function, var argument) => $"{function}({argument})",
        _ => "",
    };
}
