using Google.Protobuf;
using ModelZoo.Onnx.Checking;
using ModelZoo.Onnx.Graphs;
using ModelZoo.Onnx.Messages;
using ModelZoo.Onnx.Operators;
using ModelZoo.Tables;
using ModelZoo.Tracing;
using ModelZoo.Unsupervised;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Onnx;

/// <summary>The network cannot be written as ONNX; the message names the operator, its layer and what helps.</summary>
public sealed class OnnxExportException(string message, Exception? inner = null)
    : InvalidOperationException(message, inner);

/// <summary>
/// Writes a network in evaluation as an ONNX file. The first dimension of every input is the batch, which may have any
/// size in the file. Weights keep their names in the state dict.
/// </summary>
/// <remarks>
/// The network runs twice with batches of different sizes while its operators are recorded. Numbers that differ
/// between the two depend on the batch. Then ONNX Runtime runs the file on batches of two other sizes and other values.
/// The file appears under its name only if the results are the network's.
/// </remarks>
public static class OnnxExport
{
    /// <summary>The version of ONNX's operators that files use, of ONNX 1.15 (2023).</summary>
    public const int Opset = 20;

    /// <summary>The largest difference that a file may have, relative to the largest output.</summary>
    public const double Tolerance = 1e-4;

    private const int FormatVersion = 9;                          // the oldest one that has opset 20
    private static readonly int[] TracedBatches = [2, 3], ComparedBatches = [1, 5];

    /// <summary>A network of one input and one output, with an example of its input.</summary>
    public static double Save(Module<Tensor, Tensor> network, Tensor example, string path) =>
        Save(network, [example], inputs => [network.call(inputs[0])], path);

    /// <summary>A network of the zoo. A variational autoencoder decodes the mean of its code, without noise.</summary>
    public static double Save(Entry entry, ModelArguments arguments, Module network, string path) =>
        Save(network, Example.Inputs(entry, arguments, batch: 5), inputs => [Run(network, [.. inputs])], path);

    /// <summary>Any network.</summary>
    /// <returns>The largest difference between ONNX Runtime and the network, relative to the largest output.</returns>
    /// <param name="examples">One for each input. Whole numbers are only reordered, so that they stay valid.</param>
    /// <param name="forward">Calls the network with such inputs and returns its outputs.</param>
    public static double Save(
        Module network, IReadOnlyList<Tensor> examples, Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> forward,
        string path)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(examples);
        ArgumentNullException.ThrowIfNull(forward);
        if (examples.Count == 0 || examples.Any(example => example.dim() == 0 || example.numel() == 0))
            throw new ArgumentException("Give an example of each input: a batch of at least one.");
        bool wasTraining = network.training;
        network.eval();
        using var scope = NewDisposeScope();
        using var unrecorded = no_grad();
        try
        {
            var batches = new ExampleBatches(examples);
            var model = Model(network, batches, forward);
            double difference = 0;
            AtomicFile.Write(path, temporary =>
            {
                using (var file = File.Create(temporary))
                    model.WriteTo(file);
                difference = Compare(temporary, batches, forward);
            });
            return difference;
        }
        catch (Exception error) when (error is NotSupportedException or TraceException)
        {
            throw new OnnxExportException(error.Message, error);
        }
        finally
        {
            network.train(wasTraining);
        }
    }

    private static ModelProto Model(
        Module network, ExampleBatches batches, Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> forward)
    {
        var traces = Array.ConvertAll(TracedBatches, size =>
        {
            var inputs = batches.Of(size);
            return (size, Trace.Run(network, inputs, () => forward(inputs)));
        });
        var merged = new TwoTraces(traces[0], traces[1]);
        var state = network.state_dict();
        const long most = int.MaxValue - 1_000_000;   // of one message, with room for the graph
        if (state.Values.Sum(tensor => tensor.numel() * tensor.ElementSize) > most)
            throw new NotSupportedException("The weights have more than 2 GB, which one ONNX file cannot hold.");
        var graph = new GraphBuilder(network.GetName(), name => state[name]);
        foreach (var (value, name) in merged.Inputs.Zip(InputNames(network, merged.Inputs.Length)))
            graph.AddInput(value, state.ContainsKey(name) ? $"{name}.input" : name);
        foreach (var step in merged.Steps)
            OperatorWriters.Write(step, graph);
        foreach (var (i, value) in merged.Outputs.Index())
            graph.AddOutput(value, merged.Outputs.Length == 1 ? "output" : $"output.{i}");
        return new()
        {
            IrVersion = FormatVersion,
            OpsetImport = { new OperatorSetIdProto { Version = Opset } },
            ProducerName = "ModelZoo",
            ProducerVersion = typeof(OnnxExport).Assembly.GetName().Version!.ToString(3),
            Graph = graph.Graph,
        };
    }

    // Those of forward's parameters.
    private static IEnumerable<string> InputNames(Module network, int count)
    {
        var declared = network.GetType().GetMethods().Where(method => method.Name == "forward")
            .Select(method => method.GetParameters()).MinBy(parameters => parameters.Length) ?? [];
        return Enumerable.Range(0, count)
            .Select(i => i < declared.Length ? declared[i].Name! : count == 1 ? "input" : $"input.{i}");
    }

    private static double Compare(
        string path, ExampleBatches batches, Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> forward)
    {
        using var runtime = new RuntimeCheck(path);
        double largest = 0;
        foreach (int size in ComparedBatches)
        {
            var inputs = batches.OtherValues(size);
            var actual = runtime.Run(inputs);   // first: the network may change its inputs
            largest = forward(inputs).Zip(actual, RuntimeCheck.Difference).Append(largest).Max();
        }
        return largest <= Tolerance ? largest : throw new NotSupportedException(
            $"The file was not kept: ONNX Runtime's results differ from the network's by {largest:g2}, relative to the "
            + $"largest; at most {Tolerance} is allowed. Does forward draw random numbers or choose by values?");
    }

    private static Tensor Run(Module network, Tensor[] inputs)
    {
        if (network is not VariationalAutoencoder variational)
            return Example.Run(network, inputs);
        var labels = variational.Classes > 0 ? inputs[1] : null;
        return variational.Decode(variational.Encode(inputs[0], labels), labels);
    }
}
