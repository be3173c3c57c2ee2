using ModelZoo.Datasets;
using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using ModelZoo.Runs;
using ModelZoo.Tables;
using ModelZoo.Training.Optimizers;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Reproduce;

/// <summary>Settings that exist for the books' experiments.</summary>
public sealed class BookSettingsTests
{
    [Fact]
    public void Initialization_may_name_another_start_for_biases()
    {
        using var model = Zoo.Create("mlp");
        Initialization.Apply("normal+zeros", model);
        foreach (var (name, parameter) in model.named_parameters())
            if (name.EndsWith("bias", StringComparison.Ordinal))
                Assert.Equal(0, parameter.detach().abs().sum().ToDouble());
            else
                Assert.InRange(parameter.detach().std().ToDouble(), 0.009, 0.011);
        var unknown = Assert.ThrowsAny<ArgumentException>(() => Initialization.Apply("normal+zerros", model));
        Assert.Contains("zeros", unknown.Message);
        // A bias has no fan-in.
        Assert.ThrowsAny<ArgumentException>(() => Initialization.Apply("normal+xavier-uniform", model));
    }

    [Fact]
    public void Layers_own_start_is_uniform_within_one_over_the_root_of_the_inputs()
    {
        using var line = nn.Linear(400, 300);
        nn.init.zeros_(line.weight!);
        Initialization.Apply("layer", line);
        Assert.InRange(line.weight!.detach().abs().max().ToDouble(), 0.049, 0.05);
    }

    [Fact]
    public void Textbook_yogi_takes_a_first_step_of_the_learning_rate()
    {
        // With both means corrected for bias, the first step is lr g / (|g| + eps).
        using var point = tensor(new[] { 3f, -2f }).requires_grad_();
        using var optimizer = OptimizerTable.Create("yogi:bias_correction=1,initial_accumulator=0", [point], new(0.1));
        point.square().sum().backward();
        optimizer.step();
        var values = point.detach().data<float>().ToArray();
        Assert.Equal(3 - 0.1 * 6 / 6.001, values[0], 1e-5);
        Assert.Equal(-2 + 0.1 * 4 / 4.001, values[1], 1e-5);
    }

    [Fact]
    public void Recurrent_models_accept_another_width()
    {
        using var model = Zoo.Create("rnn-scratch", new ModelArguments(28, 1, 32, Width: 32));
        Assert.Equal(2_876, model.parameters().Sum(parameter => parameter.numel()));
    }

    [Theory]
    [InlineData("time-machine-sequential", true)]
    [InlineData("time-machine-random", false)]
    public void First_10_000_characters_are_8_batches_an_epoch(string name, bool carries)
    {
        Assert.SkipUnless(DatasetCatalog.Find(name)!.IsPresent(Own.Root), "The Time Machine is not here.");
        using var data = DatasetCatalog.Open(name, new DatasetOptions { DataRoot = Own.Root });
        Assert.Equal(28, data.Vocabulary!.Count);
        using var loader = new DataLoader(data.Train, 32, shuffle: true, seed: 1);
        for (int epoch = 0; epoch < 3; epoch++)
        {
            var batches = new List<(long[] Shape, bool Continues)>();
            foreach (var batch in loader)
                batches.Add((batch.Inputs.shape, batch.Continues));
            Assert.Equal(8, batches.Count);
            Assert.All(batches, batch => Assert.Equal([32, 35], batch.Shape));
            Assert.Equal(batches.Select((_, i) => carries && i > 0), batches.Select(batch => batch.Continues));
        }
    }
}
