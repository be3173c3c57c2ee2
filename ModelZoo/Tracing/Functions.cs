namespace ModelZoo.Tracing;

/// <summary>
/// Arithmetic that a trace sees. libtorch 2.10 cannot show a trace any operator that takes a number, and a sum is one:
/// its second tensor has a factor. These functions compute the same and add themselves to the trace.
/// </summary>
public static class Functions
{
    public static Tensor Add(Tensor left, Tensor right) =>
        Noted("aten::add.Tensor", [left, right, 1.0], () => left + right);

    public static Tensor Add(Tensor left, double right) =>
        Noted("aten::add.Scalar", [left, right, 1.0], () => left + right);

    public static Tensor Subtract(Tensor left, Tensor right) =>
        Noted("aten::sub.Tensor", [left, right, 1.0], () => left - right);

    /// <summary>left - right, of a number and a tensor.</summary>
    public static Tensor Subtract(double left, Tensor right) =>
        Noted("aten::rsub.Scalar", [right, left, 1.0], () => left - right);

    public static Tensor Multiply(Tensor left, double right) =>
        Noted("aten::mul.Scalar", [left, right], () => left * right);

    private static Tensor Noted(string name, object?[] arguments, Func<Tensor> compute) =>
        TraceRecorder.Current is { } recorder ? recorder.Whole(name, arguments, compute) : compute();
}
