using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Tests.LibTorch;

/// <summary>Tensors end when they should: by Dispose, by their scope, by the finalizer; from every thread, once.</summary>
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
    public void Every_step_ends_with_the_same_number_of_living_tensors()
    {
        long before = Handles.Living();
        var counts = new List<long>();
        var losses = Train(30, _ => counts.Add(Tensor.TotalCount));
        Assert.Single(counts.Distinct());
        Assert.True(losses[^1] < losses[0] / 2);
        Assert.Equal(before, Handles.Living());
    }

    [Fact]
    public void Four_threads_that_train_at_once_get_what_one_gets()
    {
        var alone = Train(20);
        long before = Handles.Living();
        var together = new List<float>[4];
        var threads = together.Select((_, i) => new Thread(() => together[i] = Train(20))).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        foreach (var losses in together)
            Assert.Equal(alone, losses, (a, b) => MathF.Abs(a - b) <= 1e-6f * MathF.Abs(a));
        Assert.Equal(before, Handles.Living());
    }

    // LeNet-5 keeps its codes in a field: resumed, it had lost them with the scope that the checkpoint was read in.
    [Theory, MemberData(nameof(Networks))]
    public void A_network_outlives_the_scope_it_was_made_in(string name)
    {
        long before = Handles.Living();
        nn.Module network;
        using (NewDisposeScope())
            network = Zoo.Create(name);
        using (network)
            Assert.All(network.parameters().Concat(network.buffers()), part => Assert.False(part.IsInvalid));
        Assert.Equal(before, Handles.Living());
    }

    public static TheoryData<string> Networks => [.. Zoo.Entries.Where(entry => entry.Parameters < 2_000_000).Select(entry => entry.Name)];

    [Fact]
    public void Forgotten_tensors_are_freed_by_the_finalizer()
    {
        long before = Handles.Living();
        Forget(2000);
        Assert.True(Tensor.TotalCount >= before + 2000);
        Assert.Equal(before, Handles.Living());

        static void Forget(int count)
        {
            for (int i = 0; i < count; i++)
                _ = ones(3) + 1;
        }
    }

    [Fact]
    public void Forgotten_memory_starts_the_collector_by_itself()
    {
        // As much again as was in use at the last collection may come before the next. What tests before this one had in use counts
        // until the first collection here, so what is measured comes after as much as would start one.
        long most = 0;
        for (int i = 0; i < 6000; i++)
        {
            _ = empty(1L << 20); // 4 MB, never written to
            if (i >= 5000)
                most = Math.Max(most, Tensor.TotalCount);
        }
        Assert.True(most < 500, $"{most} tensors of 4 MB lived at once.");
    }

    [Fact]
    public void A_tensor_disposed_while_others_use_it_gives_right_numbers_or_says_so()
    {
        const int rounds = 300, users = 3;
        int used = 0, refused = 0;
        for (int round = 0; round < rounds; round++)
        {
            var shared = full([64], round);
            using var start = new Barrier(users + 1);
            var threads = Enumerable.Range(0, users).Select(_ => new Thread(() =>
            {
                start.SignalAndWait(TestContext.Current.CancellationToken);
                for (int i = 0; i < 20; i++)
                    try
                    {
                        using var sum = (i % 3) switch { 0 => shared.sum(), 1 => shared.max(), _ => shared.select(0, 5) };
                        float expected = i % 3 == 0 ? 64f * round : round;
                        if (sum.ToSingle() != expected)
                            throw new InvalidDataException($"{sum.ToSingle()} instead of {expected}");
                        Interlocked.Increment(ref used);
                    }
                    catch (ObjectDisposedException)
                    {
                        Interlocked.Increment(ref refused);
                        // Handles are used again: what is made now must not meet the old one.
                        using var other = ones(64);
                    }
            })).ToList();
            threads.ForEach(thread => thread.Start());
            start.SignalAndWait(TestContext.Current.CancellationToken);
            Thread.SpinWait(round * 5);
            shared.Dispose();
            threads.ForEach(thread => thread.Join());
        }
        Assert.Equal(rounds * users * 20, used + refused);
        Assert.True(refused > 0, "No thread met the disposed tensor.");
    }

    [Fact]
    public void Disposed_by_many_threads_at_once_it_is_freed_once()
    {
        long before = Handles.Living();
        for (int round = 0; round < 200; round++)
        {
            var shared = ones(8);
            Parallel.ForEach(Enumerable.Range(0, 4), _ => shared.Dispose());
            Assert.True(shared.IsInvalid);
        }
        Assert.Equal(before, Handles.Living());
    }

    [Fact]
    public void A_view_outlives_the_tensor_it_looks_into()
    {
        Tensor row;
        using (var matrix = arange(6).reshape(2, 3))
            row = matrix[1];
        Assert.Equal([3L, 4, 5], row.data<long>().ToArray());
        row.Dispose();
    }

    [Fact]
    public void A_parameter_takes_over_the_tensor_it_is_made_from()
    {
        long before = Handles.Living();
        Modules(out var data, out var parameter);
        Assert.True(data.IsInvalid);
        Assert.Equal(3f, parameter.sum().item<float>());
        parameter.Dispose();
        Assert.Equal(before, Handles.Living());

        static void Modules(out Tensor data, out TorchSharp.Modules.Parameter parameter)
        {
            using var scope = NewDisposeScope();
            data = ones(3);
            parameter = nn.Parameter(data);
        }
    }

    [Fact]
    public void A_finalizer_of_the_users_may_dispose_a_tensor_that_is_finalized_already()
    {
        long before = Handles.Living();
        Forget();
        Assert.Equal(before, Handles.Living());
        using var after = ones(2) + 1;
        Assert.Equal(4f, after.sum().item<float>());

        static void Forget()
        {
            for (int i = 0; i < 100; i++)
                _ = new Careless();
        }
    }

    private sealed class Careless
    {
        private readonly Tensor _tensor = ones(4);
        ~Careless() => _tensor.Dispose();
    }

#if LIBTORCH
    [Fact]
    public void A_tensor_resized_in_place_through_another_handle_is_read_at_its_new_size()
    {
        using var scope = NewDisposeScope();
        var large = arange(1000);
        var same = large.contiguous();
        global::LibTorch.Operators.CallInPlace("resize_", large, new long[] { 2 });
        Assert.Equal([0L, 1], same.data<long>().ToArray());
    }
#endif
}
