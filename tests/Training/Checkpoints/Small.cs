using System.Text.Json.Nodes;
using ModelZoo.Datasets.Sets;
using ModelZoo.Tables;
using ModelZoo.Training.Checkpoints;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Training.Checkpoints;

/// <summary>A checkpoint of a few hundred bytes, as from a run in its second epoch.</summary>
internal static class Small
{
    internal static readonly string[] Files =
        ["SHA256SUMS", "checkpoint.json", "model.safetensors", "state.safetensors"];

    internal static Checkpoint Checkpoint(double weight = 1, long step = 5)
    {
        var state = new StateDict
        {
            ["optimizer.state.0.step"] = step,
            ["schedule.position"] = step,
            ["optimizer.param_groups.0.eps"] = double.NaN,
        };
        state.Tensors["optimizer.state.0.exp_avg"] = full([2, 3], 0.25);
        state.Tensors["random.cpu"] = arange(16).to(ScalarType.Byte);
        var row = new EpochRow(1, 4, 0.5, 0.1, new Dictionary<string, double> { ["loss"] = 2.25 },
            new Dictionary<string, double> { ["loss"] = double.PositiveInfinity }, 1000);
        var settings = new JsonObject { ["model"] = new JsonObject { ["value"] = "softmax", ["origin"] = "test" } };
        var model = new Dictionary<string, Tensor> { ["net.weight"] = full([2, 3], weight), ["net.bias"] = zeros(2) };
        var trainer = new TrainerState { Epoch = 1, Step = step, Best = 0.5, Rows = [row] };
        return new(settings, new ModelArguments(10, 1, 28, 0.5), trainer, new LoaderState(7, 1, 1), model, state);
    }
}
