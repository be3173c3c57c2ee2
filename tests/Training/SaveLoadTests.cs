using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using ModelZoo.FullyConnected;
using ModelZoo.Training;
using ModelZoo.Training.Optimizers;
using ModelZoo.Training.Tasks;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Training;

/// <summary>Issue 22, A 10: a program saves and loads its trainer, and sees its epochs.</summary>
public class SaveLoadTests
{
    [Fact]
    public void Loaded_trainer_goes_on_with_the_same_bits_and_prints_its_epochs()
    {
        using var scratch = new Scratch();
        using var scope = NewDisposeScope();
        manual_seed(1);
        var inputs = randn(40, 2);
        using var data = new Split(inputs, inputs.sum(dim: 1, keepdim: true));
        var printed = new StringWriter();
        var whole = Weights(4, null, null);
        Weights(2, null, scratch["saved"]);
        Assert.Equal(whole, Weights(4, scratch["saved"], null));
        var lines = printed.ToString().Split('\n');
        Assert.Matches(@"^epoch 1  train loss \d+\.\d{4}  \S+ examples/s  best", lines[0]);
        Assert.Equal(4 + 2 + 2, lines.Count(line => line.StartsWith("epoch ", StringComparison.Ordinal)));

        float[] Weights(int epochs, string? from, string? to)
        {
            manual_seed(2);
            using var network = new LinearRegression(2);
            using var adam = new Adam(network.parameters(), 0.01);
            using var train = new DataLoader(data, 8, shuffle: true, seed: 3);
            using var trainer = new Trainer(network, new Regression(), adam, null,
                new TrainerOptions { Epochs = epochs }, new ConsoleObserver(printed));
            if (from is not null)
                trainer.Load(from, train);
            trainer.Fit(train);
            if (to is not null)
                trainer.Save(to, train);
            return [.. network.parameters().SelectMany(weight => weight.detach().data<float>().ToArray())];
        }
    }
}
