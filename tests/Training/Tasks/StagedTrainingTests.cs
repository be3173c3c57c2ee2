using ModelZoo.Datasets.Sets;
using ModelZoo.Parts;
using ModelZoo.Training.Optimizers;
using ModelZoo.Training.Tasks;
using ModelZoo.Unsupervised;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Training.Tasks;

/// <summary>Networks that train layer by layer, or with auxiliary heads.</summary>
public class StagedTrainingTests
{
    [Fact]
    public void Stacked_autoencoder_trains_its_layers_in_turn_and_then_the_whole()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        using var network = new StackedAutoencoder([32, 16], [0.1, 0.1], size: 8);
        using var optimizer = new Adam(network.parameters(), 0.02);
        var task = new Reconstruction(layerwise: 40);
        using var batch = new Batch(rand(64, 1, 1, 8).expand(64, 1, 8, 8).clone(), zeros(64, dtype: int64));
        string[] Moved(int steps)
        {
            var before = network.named_parameters().ToDictionary(p => p.name, p => p.parameter.detach().clone());
            for (int i = 0; i < steps; i++)
            {
                optimizer.zero_grad();
                task.Run(network, batch).Loss.backward();
                optimizer.step();
            }
            var moved = network.named_parameters().Where(named => !before[named.name].Equals(named.parameter));
            return [.. moved.Select(named => named.name).Order()];
        }
        double Alone(int stage)
        {
            var (target, output) = network.Stage(stage, batch.Inputs);
            return nn.functional.mse_loss(output, target).item<float>();
        }

        var (first, second) = (Alone(0), Alone(1));
        Assert.Equal(Layer(0), Moved(20));
        Assert.InRange(Alone(0), 0, 0.8 * first);
        second = Alone(1);
        Assert.Equal(Layer(1), Moved(20));
        Assert.InRange(Alone(1), 0, 0.8 * second);
        Assert.Equal(8, Moved(1).Length);

        static string[] Layer(int k) =>
            [$"decoders.{k}.0.bias", $"decoders.{k}.0.weight", $"encoders.{k}.0.bias", $"encoders.{k}.0.weight"];
    }

    [Fact]
    public void Restored_task_continues_with_the_same_stage()
    {
        using var scope = NewDisposeScope();
        using var network = new StackedAutoencoder([4, 3], [0.1, 0.1], size: 4);
        using var batch = new Batch(rand(2, 1, 4, 4), zeros(2, dtype: int64));
        var (task, resumed) = (new Reconstruction(layerwise: 4), new Reconstruction(layerwise: 4));
        task.Run(network, batch);
        task.Run(network, batch);
        resumed.load_state_dict(task.state_dict());
        resumed.Run(network, batch).Loss.backward();
        Assert.All(network.named_parameters(),
            named => Assert.Equal(named.name.Contains("coders.1."), named.parameter.grad is not null));
    }

    [Fact]
    public void Auxiliary_heads_add_their_weighted_losses_only_in_training()
    {
        using var scope = NewDisposeScope();
        using var network = new Headed();
        using var batch = new Batch(rand(6, 4), arange(6) % 3);
        var task = new Classification();
        Tensor Entropy(Tensor logits) => nn.functional.cross_entropy(logits, batch.Targets);
        var (logits, heads) = network.ForwardAll(batch.Inputs);
        var whole = Entropy(logits) + 0.3 * Entropy(heads[0]) + 0.3 * Entropy(heads[1]);

        var outcome = task.Run(network, batch);
        Assert.Equal(whole.item<float>(), outcome.Loss.item<float>(), 1e-5f);
        Assert.True(outcome.Prediction!.allclose(logits));
        outcome.Loss.backward();
        Assert.All(network.parameters(), parameter => Assert.True(parameter.grad!.abs().sum().item<float>() > 0));
        network.eval();
        Assert.Equal(Entropy(logits).item<float>(), task.Run(network, batch).Loss.item<float>(), 1e-5f);
    }

    [Fact]
    public void Auxiliary_heads_learn()
    {
        using var scope = NewDisposeScope();
        manual_seed(0);
        using var network = new Headed();
        using var optimizer = new Adam(network.parameters(), 0.05);
        using var batch = new Batch(rand(6, 4), arange(6) % 3);
        float Loss(Tensor head) => nn.functional.cross_entropy(head, batch.Targets).item<float>();
        float[] Losses() => [.. network.ForwardAll(batch.Inputs).auxiliary.Select(Loss)];
        var before = Losses();
        for (int i = 0; i < 150; i++)
        {
            using var step = NewDisposeScope();
            optimizer.zero_grad();
            new Classification().Run(network, batch).Loss.backward();
            optimizer.step();
        }
        Assert.All(before.Zip(Losses()),
            pair => Assert.True(pair.Second < 0.5 * pair.First, $"{pair.First} to {pair.Second}"));
    }

    private sealed class Headed : nn.Module<Tensor, Tensor>, IAuxiliary
    {
        private readonly nn.Module<Tensor, Tensor> body = nn.Linear(4, 5), output = nn.Linear(5, 3);
        private readonly nn.Module<Tensor, Tensor> first = nn.Linear(5, 3), second = nn.Linear(5, 3);

        public Headed() : base("headed") => RegisterComponents();

        public double AuxiliaryWeight => 0.3;

        public override Tensor forward(Tensor input) => output.call(body.call(input));

        public (Tensor logits, Tensor[] auxiliary) ForwardAll(Tensor input)
        {
            var x = body.call(input);
            return (output.call(x), [first.call(x), second.call(x)]);
        }
    }
}
