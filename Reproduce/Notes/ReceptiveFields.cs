using ModelZoo.Reports.Drawing;
using ModelZoo.Reproduce.Running;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelZoo.Reproduce.Notes;

/// <summary>The pixels that one place of the output depends on. All weights are equal, so nothing cancels.</summary>
internal static class ReceptiveFields
{
    private const int Side = 33;

    internal static void Draw(Attempt attempt, Measurement found)
    {
        static Module<Tensor, Tensor> Conv(int dilation = 1) => Conv2d(1, 1, 3, padding: dilation, dilation: dilation);
        (string Name, Module<Tensor, Tensor> Network)[] networks =
        [
            ("plain", Sequential(Conv(), Conv(), Conv())),
            ("dilated", Sequential(Conv(), Conv(2), Conv(4))),
            ("pooled", Sequential(Conv(), AvgPool2d(2), Conv(), AvgPool2d(2), Conv())),
        ];
        var pictures = new List<byte[]>();
        foreach (var (name, network) in networks)
        {
            using var scope = NewDisposeScope();
            Runs.Initialization.Apply("zeros", network);
            using (no_grad())
                foreach (var weight in network.parameters())
                    weight.fill_(1.0 / Math.Max(1, weight.numel()));
            var input = zeros(1, 1, Side, Side).requires_grad_();
            var output = network.call(input);
            output[0, 0, output.shape[2] / 2, output.shape[3] / 2].backward();
            var map = input.grad!;
            found.Values[$"{name}_side"] = map.abs().sum([0, 1, 2]).gt(0).sum().ToDouble();
            pictures.Add(Picture.Of((map / map.max()).sqrt())[0].Png());
            network.Dispose();
        }
        found.Panels.Add(new Panel(
            "Receptive fields",
            "Three convolutions of 3x3: plain, dilated by 1, 2 and 4, and with two pools between. "
                + "The lighter a pixel, the more the middle of the output depends on it.",
            [new PanelRow("", pictures)]));
    }
}
