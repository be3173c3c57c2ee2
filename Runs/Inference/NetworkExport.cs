using ModelZoo.Training.Names;
using ModelZoo.Weights;

namespace ModelZoo.Runs.Inference;

/// <summary>Writes a trained network as a file for other programs.</summary>
public static class NetworkExport
{
    public static IReadOnlyCollection<string> Names { get; } = ["safetensors"];

    /// <summary>Writes the file whole or not at all.</summary>
    public static void Save(TrainedNetwork network, string format, string path)
    {
        if (format == "torchscript")
            throw new RecipeException("TorchScript is no longer written, because PyTorch has deprecated it: "
                + "--format safetensors writes the weights under PyTorch's names.");
        if (!Names.Contains(format))
            throw new RecipeException($"There is no format '{format}': there is {string.Join(", ", Names)}.");
        var fresh = path + ".new";
        try
        {
            Safetensors.Save(fresh, network.Model.state_dict());
            File.Move(fresh, path, overwrite: true);
        }
        finally
        {
            File.Delete(fresh);
        }
    }
}
