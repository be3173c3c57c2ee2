namespace ModelZoo.Ideas.Differentiation;

/// <summary>Functions that are differentiated in every way.</summary>
internal static class ExampleFunctions
{
    /// <summary>1 / (exp(-(w x + b)) + 1) of x, w, b: nndl's example, equation 4.65.</summary>
    internal static T Neuron<T>(T[] inputs) where T : IScalar<T>
    {
        var one = T.Constant(1);
        return one / (T.Exp(T.Constant(0) - (inputs[1] * inputs[0] + inputs[2])) + one);
    }

    /// <summary>ln x + x y - sin y: Baydin et al., "Automatic differentiation in machine learning", 2018.</summary>
    internal static T Baydin<T>(T[] inputs) where T : IScalar<T> =>
        T.Log(inputs[0]) + inputs[0] * inputs[1] - T.Sin(inputs[1]);

    /// <summary>x -> 4 x (1 - x), again and again. The derivative of the formula grows with each time.</summary>
    internal static T Logistic<T>(T x, int times) where T : IScalar<T>
    {
        for (int i = 1; i < times; i++)
            x = T.Constant(4) * x * (T.Constant(1) - x);
        return x;
    }
}
