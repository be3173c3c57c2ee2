using System.Reflection;
using System.Runtime.CompilerServices;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.LibTorch;

/// <summary>The functions of torch that are methods of Tensor too do what the method does.</summary>
public class FunctionsTests
{
    // Those that are no method: they have cases of their own.
    private static readonly string[] OnlyFunctions = ["normal"];

    public static TheoryData<string> Names => [.. Functions().Select(function => function.ToString()!)];

    private static IEnumerable<MethodInfo> Functions() => typeof(torch).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .Where(method => method.GetParameters() is [{ ParameterType.Name: nameof(Tensor) }, ..] && !OnlyFunctions.Contains(method.Name));

    [Theory, MemberData(nameof(Names))]
    public void A_function_is_the_method_of_the_same_name(string name)
    {
        using var scope = NewDisposeScope();
        var function = Functions().Single(candidate => candidate.ToString() == name);
        var types = function.GetParameters().Select(parameter => parameter.ParameterType).ToArray();
        var method = typeof(Tensor).GetMethod(function.Name, types[1..]);
        Assert.True(method is not null, $"Tensor has no {function.Name} with these parameters: give {name} a case of its own.");

        var self = (Tensor)Example(typeof(Tensor), function.Name);
        var given = types[1..].Select(type => Example(type, function.Name)).ToArray();
        manual_seed(2);
        var expected = method.Invoke(self, given);
        manual_seed(2);
        var actual = function.Invoke(null, [self, .. given]);
        foreach (var (left, right) in Tensors(expected).Zip(Tensors(actual)))
            Assert.True(function.Name == "empty_like" ? left.shape.SequenceEqual(right.shape) : left.Equals(right), name);   // empty memory holds anything
    }

    private static Tensor[] Tensors(object? result) => result switch
    {
        Tensor one => [one],
        Tensor[] many => many,
        ITuple several => [.. Enumerable.Range(0, several.Length).Select(i => (Tensor)several[i]!)],
        _ => throw new ArgumentException($"{result?.GetType()} holds no tensors."),
    };

    private static object Example(Type type, string function)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(Tensor))
            return function switch
            {
                "gather" or "where" => function == "where" ? ones(3, 3, dtype: @bool) : zeros(3, 3, dtype: int64),
                "bmm" => linspace(0.1, 0.9, 18).reshape(2, 3, 3),
                "dot" or "outer" or "multinomial" => linspace(0.1, 0.9, 3),
                _ => linspace(0.1, 0.9, 9).reshape(3, 3),
            };
        return type switch
        {
            _ when type == typeof(Scalar) => (Scalar)0.5,
            _ when type == typeof(ScalarType) => float64,
            _ when type == typeof(Device) => CPU,
            _ when type == typeof(Generator) => Generator.Default,
            _ when type == typeof(long[]) => new long[] { 1 },
            _ when type == typeof(bool) => true,
            _ when type == typeof(double) => 0.5,
            _ => Convert.ChangeType(1, type),
        };
    }
}
