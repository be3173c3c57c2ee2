using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Tests.LibTorch;

/// <summary>A training step leaves no tensor behind; a network outlives the scope that it was made in.</summary>
public class LifetimeTests
{
    // The steps of a small network, as a user writes them; returns the losses.
    private static List<float> Train(int steps, Action<int>? atEnd = null)
    {
        using var network = Sequential(Conv2d(1, 4, 3), BatchNorm2d(4), ReLU(), MaxPool2d(2), Flatten(), Linear(36, 3));
        using var outer = NewDisposeScope();
        using (no_grad())
            foreach (var parameter in network.parameters())
                parameter.copy_(linspace(-0.5, 0.5, parameter.numel()).reshape(parameter.shape));
        var images = linspace(-1, 1, 4 * 64).reshape(4, 1, 8, 8);
        var labels = tensor(new long[] { 0, 1, 2, 1 });
        var losses = new List<float>();
        for (int step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            var loss = functional.cross_entropy(network.call(images), labels);
            network.zero_grad();
            loss.backward();
            using (no_grad())
                foreach (var parameter in network.parameters())
                    parameter.add_(parameter.grad!, -0.1);
            losses.Add(loss.item<float>());
            scope.Dispose();
            atEnd?.Invoke(step);
        }
        return losses;
    }

    [Fact]
    public void Number_of_tensors_is_the_same_after_every_step()
    {
        var counts = new List<long>();
        var losses = Train(30, _ => counts.Add(Handles.Living()));
        Assert.Single(counts.Distinct());
        Assert.True(losses[^1] < losses[0] / 2);
    }

    [Fact]
    public void Four_threads_that_train_at_once_compute_what_one_computes()
    {
        var alone = Train(20);
        var together = new List<float>[4];
        var threads = together.Select((_, i) => new Thread(() => together[i] = Train(20))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        foreach (var losses in together)
            Assert.Equal(alone, losses, (a, b) => MathF.Abs(a - b) <= 1e-6f * MathF.Abs(a));
    }

    // LeNet-5 keeps its codes in a field: resumed, it had lost them with the scope that the checkpoint was read in.
    [Theory, MemberData(nameof(Networks))]
    public void Network_outlives_the_scope_that_it_was_made_in(string name)
    {
        nn.Module network;
        using (NewDisposeScope())
            network = Zoo.Create(name);
        using (network)
            Assert.All(network.parameters().Concat(network.buffers()), part => Assert.False(part.IsInvalid));
    }

    public static TheoryData<string> Networks =>
        [.. Zoo.Entries.Where(entry => entry.Parameters < 2_000_000).Select(entry => entry.Name)];
}
