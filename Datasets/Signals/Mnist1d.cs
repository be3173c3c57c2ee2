using TorchSharp;

namespace ModelZoo.Datasets.Signals;

/// <summary>MNIST-1D: digits as signals of 40 numbers, in the authors' frozen file.</summary>
internal static class Mnist1d
{
    private static readonly string[] Digits = [.. Enumerable.Range(0, 10).Select(digit => $"{digit}")];

    internal static Dataset Read(DatasetEntry entry, DatasetOptions options)
    {
        using var scope = NewDisposeScope();
        var arrays = Load(entry.GetFile(options));
        return new Dataset(entry.Name, Targets.Classes, Part("x", "y"), Part("x_test", "y_test")) { Classes = Digits };

        Split Part(string inputs, string classes) => new(arrays[inputs].to(ScalarType.Float32), arrays[classes]);
    }

    /// <summary>The arrays x, y, x_test and y_test.</summary>
    internal static Dictionary<string, Tensor> Load(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            if (new NumpyPickle(file, file.Length).Run() is not PickledDictionary found)
                throw new InvalidDataException("it holds no dictionary");
            var arrays = new Dictionary<string, Tensor>();
            foreach (var (signals, classes) in new[] { ("x", "y"), ("x_test", "y_test") })
            {
                var (x, y) = (Array(found, signals), Array(found, classes));
                if (x is not { Type: ScalarType.Float64, Shape: [var count, _] }
                    || y is not { Type: ScalarType.Int64, Shape: [var labels] } || count != labels || count == 0)
                    throw new InvalidDataException($"{signals} and {classes} are not signals with their classes");
                (arrays[signals], arrays[classes]) = (x.ToTensor(), y.ToTensor());
                if (arrays[classes].min().ToInt64() < 0 || arrays[classes].max().ToInt64() >= Digits.Length)
                    throw new InvalidDataException($"{classes} has a class that is no digit");
            }
            return arrays;
        }
        catch (Exception error) when (error is InvalidDataException or OverflowException or IOException)
        {
            throw new DatasetException($"{path} is not MNIST-1D's file: {error.Message}. Fetch it again.");
        }
    }

    private static NumpyPickle.NumpyArray Array(PickledDictionary found, string name) =>
        found.Items.GetValueOrDefault(name) as NumpyPickle.NumpyArray
            ?? throw new InvalidDataException($"it has no array {name}");
}
