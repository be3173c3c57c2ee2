using ModelZoo.Training.Names;
using ModelZoo.Weights;

namespace ModelZoo.Runs.Inference;

/// <summary>A trained network as a file for other programs.</summary>
public static class NetworkExport
{
    private static readonly Dictionary<string, Action<TrainedNetwork, string>> Formats = new()
    {
        ["safetensors"] = (network, path) => Safetensors.Save(path, network.Model.state_dict()),
    };

    public static IReadOnlyCollection<string> Names => Formats.Keys;

    /// <summary>Written beside the file's place and then renamed, so that a failure leaves no half of a file.</summary>
    public static void Save(TrainedNetwork network, string format, string path)
    {
        if (!Formats.TryGetValue(format, out var save))
            throw new RecipeException(format == "torchscript"
                ? "TorchScript is no longer written, because PyTorch has deprecated it: --format safetensors writes the weights under PyTorch's names."
                : $"There is no format '{format}': there is {string.Join(", ", Names)}.");
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
}
