namespace ModelZoo.Weights;

/// <summary>Weights from a safetensors file, or from a state dict that torch.save wrote (.pth, .pt).</summary>
public static class WeightFile
{
    private const int MostNames = 8;

    /// <summary>The tensors by their names, on the CPU. The file's first bytes tell its kind, not its name.</summary>
    public static Dictionary<string, Tensor> Load(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no weight file {path}.", path);
        using var file = File.OpenRead(path);
        Span<byte> first = stackalloc byte[LegacyPyTorchFile.Magic.Length];
        first = first[..file.ReadAtLeast(first, first.Length, throwOnEndOfStream: false)];
        file.Position = 0;
        if (first.Length > 8 && first[8] == '{' && !first.StartsWith("PK"u8))
            return Safetensors.Load(path);
        Func<FileStream, Dictionary<string, Tensor>> read =
            first.StartsWith("PK"u8) ? PyTorchFile.Load
            : first.SequenceEqual(LegacyPyTorchFile.Magic) ? LegacyPyTorchFile.Load
            : throw new InvalidDataException(
                $"{path} is no known weight file: give a .safetensors file, or a state dict that torch.save wrote.");
        try
        {
            return read(file);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or ArgumentException
            or NotSupportedException or ArithmeticException or IndexOutOfRangeException)
        {
            throw new InvalidDataException(
                $"{path} is not a PyTorch file that can be read: {error.Message.TrimEnd('.')}.", error);
        }
    }

    /// <summary>Copies a file's weights into the module, or reports all that do not fit and changes nothing.</summary>
    /// <param name="rename">From a name in the file to the module's name; null leaves the tensor out.</param>
    public static T LoadWeights<T>(this T module, string path, Func<string, string?>? rename = null) where T : Module
    {
        using var scope = NewDisposeScope();
        var own = module.state_dict();
        var read = Load(path)
            .Select(entry => (name: rename is null ? entry.Key : rename(entry.Key), tensor: entry.Value))
            .Where(entry => entry.name is not null)
            .ToDictionary(entry => entry.name!, entry => entry.tensor);
        var problems = Problems(own, read).ToArray();
        if (problems.Length > 0)
            throw new ArgumentException(
                $"The weights in {path} do not fit {module.GetName()}: {string.Join("; ", problems)}.");
        using var unrecorded = no_grad();
        foreach (var (name, tensor) in own)
            if (read.TryGetValue(name, out var found))
                tensor.copy_(found);
        return module;
    }

    private static IEnumerable<string> Problems(Dictionary<string, Tensor> own, Dictionary<string, Tensor> read)
    {
        // Weights from before PyTorch 0.4.1 do not count batches. The count matters only without a momentum.
        var missing = own.Keys.Where(name =>
            !read.ContainsKey(name) && !name.EndsWith("num_batches_tracked", StringComparison.Ordinal));
        var unexpected = read.Keys.Where(name => !own.ContainsKey(name));
        var reshaped = own.Keys
            .Where(name => read.ContainsKey(name) && !read[name].shape.SequenceEqual(own[name].shape))
            .Select(name => $"{name} ({Shape(read[name])} in the file, {Shape(own[name])} in the model)");
        string[] all =
            [Listed("missing", missing), Listed("unexpected", unexpected), Listed("of another shape", reshaped)];
        return all.Where(problem => problem.Length > 0);
    }

    private static string Shape(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";

    // A file for another network differs in hundreds of names, and a few tell enough.
    private static string Listed(string what, IEnumerable<string> names) => names.ToArray() switch
    {
        [] => "",
        { Length: <= MostNames } all => $"{what}: {string.Join(", ", all)}",
        var all => $"{what}: {string.Join(", ", all[..MostNames])} and {all.Length - MostNames} more",
    };
}
