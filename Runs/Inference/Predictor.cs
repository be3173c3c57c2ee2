using ModelZoo.Runs.Calibration;
using ModelZoo.Tables;
using ModelZoo.Training;
using ModelZoo.Training.Names;
using ModelZoo.Unsupervised;
using ModelZoo.Weights;
using static TorchSharp.torch;

namespace ModelZoo.Runs.Inference;

/// <summary>Runs a trained network on what a file holds.</summary>
public sealed class Predictor(TrainedNetwork network)
{
    private const int BatchSize = 32;

    // Folding norms costs two runs of one image and a pass over the weights: from so many images on it pays.
    private const int ManyImages = 8;

    private bool _folded, _laidOut;

    /// <summary>What the network takes: the tensor `input` of a safetensors file (and what else its kind needs), or a picture.</summary>
    public Tensor[] Read(string path)
    {
        if (!File.Exists(path))
            throw new RecipeException($"There is no input file {path}: give a picture, or a .safetensors file that holds `input`.");
        var kind = network.Entry.Input.Kind;
        if (!path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            return kind is InputKind.Image or InputKind.Signal ? [ImageInput.Read(path, network)]
                : throw new RecipeException($"{network.Entry.Name} takes no pictures: give a .safetensors file that holds `input`.");
        var tensors = Safetensors.Load(path);
        string[] names = kind == InputKind.Pairs ? ["input", "lengths", "target"] : network.Model is VariationalAutoencoder { Classes: > 0 } ? ["input", "labels"] : ["input"];
        return [.. names.Select(name => tensors.TryGetValue(name, out var found) ? found
            : throw new RecipeException($"{path} holds no tensor `{name}`, which {network.Entry.Name} needs: it holds {string.Join(", ", tensors.Keys)}."))];
    }

    /// <summary>Logits, or the reconstruction, of every example; computed in batches, without recording.</summary>
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

    /// <summary>A variational network puts out the image of the mean, so that the same input gives the same output.</summary>
    public static Tensor Output(nn.Module model, Tensor[] inputs) => model switch
    {
        VariationalAutoencoder variational => variational.Decode(variational.Encode(inputs[0], inputs.ElementAtOrDefault(1)), inputs.ElementAtOrDefault(1)),
        _ => Example.Run(model, inputs),
    };

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

    /// <summary>The likeliest classes of an example with their shares, the likeliest first.</summary>
    public static IReadOnlyList<(int Class, double Share)> Top(Tensor logits, int count)
    {
        using var scope = NewDisposeScope();
        var (shares, classes) = logits.to(ScalarType.Float32).softmax(-1).topk((int)Math.Min(count, logits.shape[^1]));
        return [.. classes.data<long>().ToArray().Zip(shares.data<float>().ToArray(), (c, share) => ((int)c, (double)share))];
    }
}
