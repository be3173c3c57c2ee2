using ModelZoo.Datasets.Tables;
using ModelZoo.Runs.Calibration;
using ModelZoo.Tables;
using ModelZoo.Training;
using ModelZoo.Training.Names;
using ModelZoo.Unsupervised;
using ModelZoo.Weights;
using static TorchSharp.torch;

namespace ModelZoo.Runs.Inference;

/// <summary>Runs a trained network on the contents of a file.</summary>
public sealed class Predictor(TrainedNetwork network)
{
    private const int BatchSize = 32;

    // Folding norms costs two runs of one image and a pass over the weights, so it pays only for many images.
    private const int ManyImages = 8;

    private bool _folded, _laidOut;

    /// <summary>Reads a picture, or the tensor `input` of a safetensors file and what else the network takes.</summary>
    public Tensor[] Read(string path)
    {
        if (!File.Exists(path))
            throw new RecipeException(
                $"There is no input file {path}: give a picture, or a .safetensors file that holds `input`.");
        var (name, kind) = (network.Entry.Name, network.Entry.Input.Kind);
        if (path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) && network.Data is { Columns.Count: > 0 } table)
            return [TableRows.Read(path, table.Columns)];
        if (!path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            return kind is InputKind.Image or InputKind.Signal
                ? [ImageInput.Read(path, network)]
                : throw new RecipeException($"{name} takes no pictures: give a .safetensors file that holds `input`.");
        string[] wanted = kind == InputKind.Pairs ? ["input", "lengths", "target"]
            : network.Model is VariationalAutoencoder { Classes: > 0 } ? ["input", "labels"]
            : ["input"];
        var tensors = Safetensors.Load(path);
        if (Array.Find(wanted, one => !tensors.ContainsKey(one)) is { } missing)
            throw new RecipeException(
                $"{path} holds no tensor `{missing}`, which {name} needs: it holds {string.Join(", ", tensors.Keys)}.");
        return [.. wanted.Select(one => tensors[one])];
    }

    /// <summary>Logits, or the reconstruction, of every example. Runs in batches.</summary>
    public Tensor Run(Tensor[] inputs)
    {
        using var scope = NewDisposeScope();
        var count = inputs[0].dim() == 0 ? 0 : inputs[0].shape[0];
        if (count == 0)
            throw new RecipeException("The input holds no example: its first size is the number of examples.");
        Prepare(inputs[0], count);
        using var unrecorded = inference_mode();
        var outputs = new List<Tensor>();
        for (long first = 0; first < count; first += BatchSize)
        {
            var rows = Math.Min(BatchSize, count - first);
            outputs.Add(Output(network.Model, [.. inputs.Select(input => input.narrow(0, first, rows))]));
        }
        return (outputs.Count == 1 ? outputs[0] : cat(outputs)).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>The most likely classes of an example with their probabilities, in order.</summary>
    public static IReadOnlyList<(int Class, double Share)> Top(Tensor logits, int count)
    {
        using var scope = NewDisposeScope();
        var (shares, classes) = logits.to(ScalarType.Float32).softmax(-1).topk((int)Math.Min(count, logits.shape[^1]));
        return [.. classes.data<long>().ToArray().Zip(
            shares.data<float>().ToArray(), (number, share) => ((int)number, (double)share))];
    }

    // A variational autoencoder decodes the mean of the code, so that the same input gives the same output.
    private static Tensor Output(nn.Module model, Tensor[] inputs)
    {
        if (model is not VariationalAutoencoder variational)
            return Example.Run(model, inputs);
        var labels = inputs.ElementAtOrDefault(1);
        return variational.Decode(variational.Encode(inputs[0], labels), labels);
    }

    private void Prepare(Tensor images, long count)
    {
        if (!MemoryLayout.Matters(network.Model) || images.dim() != 4)
            return;
        using (var one = images.narrow(0, 0, 1))
            if (!_folded && count >= ManyImages && network.Model is nn.Module<Tensor, Tensor>)
                (_folded, _laidOut) = (true, FoldedNorms.Apply(network.Model, one) == 0 && _laidOut);
        if (!_laidOut)
            MemoryLayout.Apply(network.Model, MemoryLayout.ChannelsLast);
        _laidOut = true;
    }
}
