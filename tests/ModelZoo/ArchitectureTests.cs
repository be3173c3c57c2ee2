using System.Globalization;
using System.Text.RegularExpressions;
using ModelZoo.Parts;
using ModelZoo.Tables;
using ModelZoo.Training.Optimizers;
using ModelZoo.Weights;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Tests.Models;

/// <summary>These tests run over every row of the zoo.</summary>
public sealed class ArchitectureTests
{
    [Theory]
    [MemberData(nameof(ZooEntries.Quick), MemberType = typeof(ZooEntries))]
    public void Output_has_the_requested_classes_channels_and_size(string name)
    {
        using var scope = NewDisposeScope();
        var (entry, arguments, network) = Make(name);
        var inputs = Example.Inputs(entry, arguments, batch: 3);
        long[] expected = entry.Task switch
        {
            TaskKind.Reconstruction or TaskKind.Variational => inputs[0].shape,
            TaskKind.LanguageModel or TaskKind.SequenceLabelling or TaskKind.SequenceToSequence =>
                [3, arguments.Size, arguments.Classes],
            _ => [3, arguments.Classes],
        };
        Assert.Equal(expected, Example.Run(network, inputs).shape);
    }

    [Theory(Explicit = true)]
    [MemberData(nameof(ZooEntries.DeepOnes), MemberType = typeof(ZooEntries))]
    public void Deep_networks_pass_all_these_tests(string name)
    {
        Output_has_the_requested_classes_channels_and_size(name);
        Parameters_and_multiply_adds_equal_the_table(name);
        Every_parameter_gets_gradient(name);
        Network_learns_a_small_batch_by_heart(name);
        Saved_and_loaded_network_gives_the_same_output(name);
        Wrong_image_is_rejected_with_the_smallest_size_that_works(name);
    }

    [Theory]
    [MemberData(nameof(ZooEntries.Quick), MemberType = typeof(ZooEntries))]
    public void Parameters_and_multiply_adds_equal_the_table(string name)
    {
        var entry = Zoo.Find(name);
        var summary = Summary.Of(entry);
        Assert.Equal(entry.Parameters, summary.Parameters);
        Assert.Equal(entry.Macs, summary.Macs);
    }

    [Theory]
    [MemberData(nameof(ZooEntries.Quick), MemberType = typeof(ZooEntries))]
    public void Every_parameter_gets_gradient(string name)
    {
        using var scope = NewDisposeScope();
        var (entry, arguments, network) = Make(name);
        var inputs = Example.Inputs(entry, arguments, batch: 4);
        Outputs(network, inputs).Select(output => (output * randn(output.shape)).sum())
            .Aggregate((sum, loss) => sum + loss).backward();
        foreach (var (path, parameter) in network.named_parameters())
            Assert.True(
                parameter.grad is { } grad && grad.abs().sum().ToDouble() > 0, $"{name}: {path} has no gradient.");
    }

    [Theory]
    [MemberData(nameof(ZooEntries.Learners), MemberType = typeof(ZooEntries))]
    public void Network_learns_a_small_batch_by_heart(string name)
    {
        using var scope = NewDisposeScope();
        var (entry, arguments, network) = Make(name);
        var inputs = Example.Inputs(entry, arguments, batch: 4);
        if (entry.Task is TaskKind.Reconstruction or TaskKind.Variational) inputs[0] = inputs[0].round();
        var target = entry.Task == TaskKind.Regression ? randn(4, 1) : Random(arguments.Classes, [4]);
        var rate = entry.Parameters < 1_000_000 ? 5e-3 : entry.Task == TaskKind.Reconstruction ? 2e-3 : 3e-4;
        using var optimizer = new Adam(network.parameters(), rate);
        var goal = name == "nin" ? 0.4 : 0.1;   // a class whose last ReLU died learns nothing
        double first = double.NaN, last = double.NaN;
        for (var step = 0; step < 1000 && !(last < goal * first); step++)
        {
            using var inside = NewDisposeScope();
            optimizer.zero_grad();
            var loss = Loss(entry.Task, Example.Run(network, inputs), inputs, target);
            loss.backward();
            optimizer.step();
            last = loss.ToDouble();
            if (step == 0) first = last;
        }
        Assert.True(last < goal * first, $"{name}: the loss went from {first:g4} to {last:g4}.");
    }

    [Theory(Explicit = true)]
    [MemberData(nameof(ZooEntries.LargeOnes), MemberType = typeof(ZooEntries))]
    public void Large_network_learns_a_small_batch_by_heart(string name) => Network_learns_a_small_batch_by_heart(name);

    [Theory]
    [MemberData(nameof(ZooEntries.Quick), MemberType = typeof(ZooEntries))]
    public void Saved_and_loaded_network_gives_the_same_output(string name)
    {
        using var scope = NewDisposeScope();
        var (entry, arguments, network) = Make(name);
        var inputs = Example.Inputs(entry, arguments, batch: 2);
        Example.Run(network, inputs).Dispose();                             // changes batch norm's running statistics
        var other = Zoo.Create(name, arguments);
        var path = Path.Combine(Path.GetTempPath(), $"zoo-{Guid.NewGuid():N}.safetensors");
        try
        {
            Safetensors.Save(path, network.state_dict());
            other.load_state_dict(Safetensors.Load(path));
        }
        finally
        {
            File.Delete(path);
        }
        network.eval();
        other.eval();
        manual_seed(3);
        var before = Example.Run(network, inputs);
        manual_seed(3);
        var after = Example.Run(other, inputs);
        Assert.True(before.eq(after).all().ToBoolean(), $"{name} gives another output after loading.");
    }

    [Theory]
    [MemberData(nameof(ZooEntries.Images), MemberType = typeof(ZooEntries))]
    public void Wrong_image_is_rejected_with_the_smallest_size_that_works(string name)
    {
        using var scope = NewDisposeScope();
        var (entry, arguments, network) = Make(name);
        var wrongChannels = Assert.Throws<ArgumentException>(
            () => Example.Run(network, rand(2, 5, arguments.Size, arguments.Size)));
        Assert.Contains("(2, 5,", wrongChannels.Message);

        var smallest = Smallest(() => Example.Run(network, rand(2, arguments.Channels, 1, 1)));
        Assert.Equal(2, RunAt(smallest).shape[0]);
        if (smallest == 1) return;
        Assert.Equal(smallest, Smallest(() => RunAt(smallest - 1)));

        Tensor RunAt(int size)
        {
            var built = Zoo.Create(name, arguments with { Size = size });
            built.eval();
            return Example.Run(built, Example.Inputs(entry, arguments with { Size = size }, batch: 2));
        }
    }

    /// <summary>The size that the message names, or 1 if the network accepts a single pixel.</summary>
    private static int Smallest(Action run)
    {
        try
        {
            run();
            return 1;
        }
        catch (ArgumentException error)
        {
            var match = Regex.Match(error.Message, @"smallest size that works is (\d+)");
            Assert.True(match.Success, error.Message);
            return int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        }
    }

    private static (Entry, ModelArguments, Module) Make(string name)
    {
        manual_seed(7);
        var entry = Zoo.Find(name);
        var arguments = ZooEntries.Small(entry);
        var network = Zoo.Create(name, arguments);
        network.train();
        return (entry, arguments, network);
    }

    /// <summary>With the outputs of the heads that only training uses.</summary>
    private static IEnumerable<Tensor> Outputs(Module network, Tensor[] inputs) => network switch
    {
        IAuxiliary heads when heads.ForwardAll(inputs[0]) is var (logits, auxiliary) => [logits, .. auxiliary],
        _ => [Example.Run(network, inputs)],
    };

    private static Tensor Random(long classes, long[] shape) =>
        (rand(shape) * classes).floor().to_type(ScalarType.Int64);

    private static Tensor Loss(TaskKind task, Tensor output, Tensor[] inputs, Tensor target) => task switch
    {
        TaskKind.Regression => functional.mse_loss(output, target),
        TaskKind.Perceptron => 0.5 * (output - functional.one_hot(target, output.shape[1])).square().sum(),
        TaskKind.Reconstruction or TaskKind.Variational => functional.binary_cross_entropy(output, inputs[0]),
        TaskKind.LanguageModel when output.shape[1] - 1 is var steps => functional.cross_entropy(
            output.narrow(1, 0, steps).flatten(0, 1), inputs[0].narrow(1, 1, steps).flatten()),
        TaskKind.SequenceLabelling => functional.cross_entropy(output.flatten(0, 1), inputs[0].remainder(7).flatten()),
        TaskKind.SequenceToSequence => functional.cross_entropy(output.flatten(0, 1), inputs[2].flatten()),
        _ => functional.cross_entropy(output, target),
    };
}
