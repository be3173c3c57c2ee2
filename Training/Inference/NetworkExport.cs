using ModelZoo.Weights;
using static TorchSharp.torch;

namespace ModelZoo.Training.Inference;

/// <summary>A trained network as a file that others read.</summary>
public static class NetworkExport
{
    private static readonly Dictionary<string, Action<TrainedNetwork, string>> Formats = new()
    {
        ["safetensors"] = (network, path) => Safetensors.Save(path, network.Model.state_dict()),
        ["torchscript"] = SaveScript,
        ["onnx"] = (network, _) => throw new RecipeException("ONNX is written by PyTorch's exporter, which there is in Python alone: export with --format torchscript --output NAME.pt, then "
            + $"python3 -c \"import torch; torch.onnx.export(torch.jit.load('NAME.pt'), torch.zeros({Shape(network)}), 'NAME.onnx')\""),
    };

    public static IReadOnlyCollection<string> Names => Formats.Keys;

    /// <summary>Written beside the file's place and then taken by renaming: a failure leaves no half of it.</summary>
    public static void Save(TrainedNetwork network, string format, string path)
    {
        if (!Formats.TryGetValue(format, out var save))
            throw new RecipeException($"There is no format '{format}': there are {string.Join(", ", Names)}.");
        var fresh = path + ".new";
        try
        {
            save(network, fresh);
            File.Move(fresh, path, overwrite: true);
        }
        finally
        {
            File.Delete(fresh);
        }
    }

    // One example: what a network reads from the number of examples would be a constant of the file.
    private static void SaveScript(TrainedNetwork network, string path)
    {
        using var scope = NewDisposeScope();
        using (File.Create(path)) { }   // told in .NET's words if it cannot be made
        var inputs = Example.Inputs(network.Entry, network.Arguments, batch: 1);
        if (network.Model is VariationalAutoencoder { Classes: 0 })
            inputs = inputs[..1];
        TorchScript.Save(path, network.Model, inputs, () => Predictor.Output(network.Model, inputs));
    }

    private static string Shape(TrainedNetwork network)
    {
        using var scope = NewDisposeScope();
        return string.Join(", ", Example.Inputs(network.Entry, network.Arguments, batch: 1)[0].shape);
    }
}
