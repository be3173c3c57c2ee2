using ModelZoo.Datasets.Files;
using static TorchSharp.torch;

namespace ModelZoo.Datasets.Images;

internal static class Labels
{
    /// <summary>Bytes that are classes: read on the .NET side, without a tensor.</summary>
    internal static void Check(Tensor labels, int classes, string path)
    {
        var bytes = labels.bytes;
        int place = bytes.IndexOfAnyExceptInRange((byte)0, (byte)(classes - 1));
        if (place >= 0)
            throw new DatasetException($"{path} says that example {place:N0} is of class {bytes[place]}, but there are {classes} classes: fetch it again.");
    }
}
