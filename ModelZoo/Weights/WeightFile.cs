using static TorchSharp.torch;

namespace ModelZoo.Weights;

/// <summary>Weights from a file of any kind that is known: safetensors, or a state dict that torch.save wrote (.pth, .pt).</summary>
public static class WeightFile
{
    private const int Told = 8;

    /// <summary>The tensors by their names, on the CPU. What the file is shows in its first bytes, not in its name.</summary>
    public static Dictionary<string, Tensor> Load(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"There is no weight file {path}.", path);
        using var file = File.OpenRead(path);
        Span<byte> first = stackalloc byte[LegacyPyTorchFile.Magic.Length];
        first = first[..file.ReadAtLeast(first, first.Length, throwOnEndOfStream: false)];
        file.Position = 0;
        Func<FileStream, Dictionary<string, Tensor>>? reader =
            first.StartsWith("PK"u8) ? PyTorchFile.Load
            : first.SequenceEqual(LegacyPyTorchFile.Magic) ? LegacyPyTorchFile.Load
            : null;
        if (reader is null)
        {
            if (first.Length > 8 && first[8] == '{')
                return Safetensors.Load(path);
            throw new InvalidDataException($"{path} is no weight file that is known: a .safetensors file, or a state dict that torch.save wrote.");
        }
        try
        {
            return reader(file);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or ArgumentException or NotSupportedException or ArithmeticException or IndexOutOfRangeException)
        {
            throw new InvalidDataException($"{path} is not a PyTorch file that can be read: {error.Message.TrimEnd('.')}.", error);
        }
    }

    /// <summary>Copies a file's weights into the module. What does not fit is reported all at once, and nothing is changed then.</summary>
    /// <param name="rename">The module's name of a tensor of the file; null if it is to be left out.</param>
    public static T LoadWeights<T>(this T module, string path, Func<string, string?>? rename = null) where T : nn.Module
    {
        using var scope = NewDisposeScope();
        var (own, read) = (module.state_dict(), Load(path));
        if (rename is not null)
            read = read.Select(entry => (name: rename(entry.Key), entry.Value)).Where(entry => entry.name is not null).ToDictionary(entry => entry.name!, entry => entry.Value);
        var problems = new[]
        {
            // Weights from before PyTorch 0.4.1 do not count batches; the count steers nothing as long as momentum is set.
            Said("missing", own.Keys.Where(name => !read.ContainsKey(name) && !name.EndsWith("num_batches_tracked", StringComparison.Ordinal))),
            Said("unexpected", read.Keys.Where(name => !own.ContainsKey(name))),
            Said("of another shape", own.Where(entry => read.TryGetValue(entry.Key, out var found) && !found.shape.SequenceEqual(entry.Value.shape))
                .Select(entry => $"{entry.Key} ([{string.Join(", ", read[entry.Key].shape)}] in the file, [{string.Join(", ", entry.Value.shape)}] in the model)")),
        }.Where(said => said.Length > 0).ToArray();
        if (problems.Length > 0)
            throw new ArgumentException($"The weights in {path} do not fit {module.GetName()}: {string.Join("; ", problems)}.");
        using var unrecorded = no_grad();
        foreach (var (name, tensor) in own)
            if (read.TryGetValue(name, out var found))
                tensor.copy_(found);
        return module;
    }

    // A file for quite another network differs in hundreds of names: the first tell enough.
    private static string Said(string what, IEnumerable<string> names) => names.ToArray() switch
    {
        [] => "",
        { Length: <= Told } all => $"{what}: {string.Join(", ", all)}",
        var all => $"{what}: {string.Join(", ", all[..Told])} and {all.Length - Told} more",
    };
}
