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

    /// <summary>Value where mask is true.</summary>
    public static Tensor MaskedFill(Tensor input, Tensor mask, double value) =>
        Noted("aten::masked_fill.Scalar", [input, mask, value], () => input.masked_fill(mask, value));

    public static Tensor Clamp(Tensor input, double min, double max) =>
        Noted("aten::clamp", [input, min, max], () => input.clamp(min, max));

    public static Tensor Pow(Tensor input, double exponent) =>
        Noted("aten::pow.Tensor_Scalar", [input, exponent], () => input.pow(exponent));

    /// <summary>functional.linear: input times the transposed weight, plus the bias.</summary>
    public static Tensor Linear(Tensor input, Tensor weight, Tensor? bias = null) =>
        Noted("aten::linear", [input, weight, bias], () => nn.functional.linear(input, weight, bias));

    /// <summary>0, 1, ... below end.</summary>
    public static Tensor Arange(long end, Device? device = null) =>
        Noted("aten::arange", [end], () => arange(end, device: device));

    private static Tensor Noted(string name, object?[] arguments, Func<Tensor> compute) =>
        TraceRecorder.Current is { } recorder ? recorder.Whole(name, arguments, compute) : compute();
}
