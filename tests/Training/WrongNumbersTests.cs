using ModelZoo.FullyConnected;
using ModelZoo.Training;
using ModelZoo.Training.Optimizers;
using ModelZoo.Training.Tasks;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Training;

/// <summary>Issue 22, A 8: numbers that cannot work are refused by the library too.</summary>
public class WrongNumbersTests
{
    [Fact]
    public void Optimizer_refuses_numbers_that_PyTorch_refuses()
    {
        using var scope = NewDisposeScope();
        Tensor[] weights = [nn.Parameter(zeros(3))];
        static void Refused(string expected, Func<object> make) =>
            Assert.Contains(expected, Assert.Throws<ArgumentException>(make).Message);
        Refused("lr is -1, but it must be at least 0", () => new SGD(weights, -1));
        Refused("beta1 is 2", () => new Adam(weights, beta1: 2));
        Refused("eps is -1", () => new Adam(weights, eps: -1));
        Refused("weight_decay is NaN", () => new AdamW(weights, weight_decay: double.NaN));
        using var sgd = new SGD(weights, 0.1);
        Refused("momentum is -0.5", () => sgd.param_groups[0]["momentum"] = -0.5);
    }

    [Fact]
    public void Trainer_refuses_options_that_cannot_work()
    {
        using var network = new LinearRegression(2);
        using var sgd = new SGD(network.parameters(), 0.1);
        void Refused(string name, TrainerOptions options) => Assert.Contains($"TrainerOptions.{name} is -1",
            Assert.Throws<ArgumentException>(() => new Trainer(network, new Regression(), sgd, null, options)).Message);
        Refused("Epochs", new() { Epochs = -1 });
        Refused("Accumulate", new() { Accumulate = -1 });
        Refused("Patience", new() { Patience = -1 });
    }
}
