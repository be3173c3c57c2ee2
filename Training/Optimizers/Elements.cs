using static TorchSharp.torch;

namespace ModelZoo.Training.Optimizers;

/// <summary>Lists of whole tensors, for every device and type: each operation is one call of a _foreach_ operator over the list.</summary>
internal readonly struct Elements(Tensor[] values) : INumbers<Elements>
{
    internal Tensor[] Values { get; } = values;

    public static Elements operator +(Elements left, Elements right) => Each(left, right, (a, b) => a + b);
    public static Elements operator -(Elements left, Elements right) => Each(left, right, (a, b) => a - b);
    public static Elements operator *(Elements left, Elements right) => Each(left, right, (a, b) => a * b);
    public static Elements operator /(Elements left, Elements right) => Each(left, right, (a, b) => a / b);
    public static Elements operator +(Elements left, double right) => Each(left, a => a + right);
    public static Elements operator *(Elements left, double right) => Each(left, a => a * right);
    public static Elements Sqrt(Elements value) => Each(value, a => a.sqrt());
    public static Elements Abs(Elements value) => Each(value, a => a.abs());
    public static Elements Max(Elements left, Elements right) => Each(left, right, (a, b) => a.maximum(b));

    private static Elements Each(Elements left, Elements right, Func<Tensor, Tensor, Tensor> make)
    {
        var made = new Tensor[left.Values.Length];
        for (int i = 0; i < made.Length; i++)
            made[i] = make(left.Values[i], right.Values[i]);
        return new Elements(made);
    }
    public static Elements Clamp(Elements value, double least, double most) => Each(value, a => a.clamp(least, most));

    public static Elements BySign(Elements value, double negative, double zero, double positive) => Each(value, a =>
        full_like(a, zero).masked_fill_(a.lt(0), negative).masked_fill_(a.gt(0), positive));

    private static Elements Each(Elements value, Func<Tensor, Tensor> make) => new(Array.ConvertAll(value.Values, one => make(one)));
}
