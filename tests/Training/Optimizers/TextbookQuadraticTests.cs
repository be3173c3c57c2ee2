using ModelZoo.Training.Optimizers;
using Xunit;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace ModelZoo.Tests.Training.Optimizers;

/// <summary>
/// f = 0.1 x1^2 + 2 x2^2 from (-5, -2): the results that Dive into Deep Learning prints in its chapters on momentum,
/// Adagrad and RMSProp.
/// </summary>
public class TextbookQuadraticTests
{
    [Theory]
    [InlineData("gradient descent, 0.4", "epoch 20, x1: -0.943467, x2: -0.000073")]
    [InlineData("gradient descent, 0.6", "epoch 20, x1: -0.387814, x2: -1673.365109")]
    [InlineData("momentum, 0.6, 0.5", "epoch 20, x1: 0.007188, x2: 0.002553")]
    [InlineData("momentum, 0.6, 0.25", "epoch 20, x1: -0.126340, x2: -0.186632")]
    [InlineData("adagrad, 0.4", "epoch 20, x1: -2.382563, x2: -0.158591")]
    [InlineData("adagrad, 2", "epoch 20, x1: -0.002295, x2: -0.000000")]
    [InlineData("rmsprop, 0.4, 0.9", "epoch 20, x1: -0.010599, x2: 0.000000")]
    public void Twenty_steps_end_where_the_book_does(string name, string printed)
    {
        using var scope = NewDisposeScope();
        var x = new Parameter(tensor(new[] { -5.0, -2.0 }));
        using Optimizer optimizer = name switch
        {
            "gradient descent, 0.4" => new SGD([x], 0.4),
            "gradient descent, 0.6" => new SGD([x], 0.6),
            "momentum, 0.6, 0.5" => new SGD([x], 0.6, momentum: 0.5),
            "momentum, 0.6, 0.25" => new SGD([x], 0.6, momentum: 0.25),
            "adagrad, 0.4" => new Adagrad([x], 0.4, eps: 1e-6, eps_inside: true),
            "adagrad, 2" => new Adagrad([x], 2, eps: 1e-6, eps_inside: true),
            _ => new RMSprop([x], 0.4, alpha: 0.9, eps: 1e-6, eps_inside: true),
        };
        Problems.Train("bowl", [x], optimizer, 20);
        var end = x.detach().data<double>().ToArray();
        Assert.Equal(printed, $"epoch 20, x1: {end[0]:f6}, x2: {end[1]:f6}");
    }
}
