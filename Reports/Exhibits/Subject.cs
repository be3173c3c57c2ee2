using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using ModelZoo.Reports.Drawing;
using ModelZoo.Tables;
using static TorchSharp.torch;

namespace ModelZoo.Reports.Exhibits;

/// <summary>A network to look at, with the data to show it.</summary>
internal sealed record Subject(Entry Entry, nn.Module Model, Dataset Data, DataLoader Test, Device Device)
{
    internal bool HasPictures => Picture.Fits(Data.InputShape);

    /// <summary>The first test examples as the network gets them. They live in the current scope.</summary>
    internal (Tensor Inputs, Tensor Targets) First(int count)
    {
        var (inputs, targets) = (new List<Tensor>(), new List<Tensor>());
        long missing = count;
        Test.Restart();
        foreach (var batch in Test)
        {
            long taken = Math.Min(missing, batch.Count);
            inputs.Add(batch.Inputs.narrow(0, 0, taken).clone());
            targets.Add(batch.Targets.narrow(0, 0, taken).clone());
            missing -= taken;
            if (missing == 0)
                break;
        }
        return (cat(inputs), cat(targets));
    }
}
