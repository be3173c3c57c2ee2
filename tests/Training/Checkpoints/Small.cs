using System.Text.Json.Nodes;
using ModelZoo.Datasets.Sets;
using ModelZoo.Tables;
using ModelZoo.Training.Checkpoints;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Training.Checkpoints;

/// <summary>A checkpoint of a few hundred bytes, as a run in the middle of its second epoch would leave it.</summary>
internal static class Small
{
    internal static readonly string[] Files = ["SHA256SUMS", "checkpoint.json", "model.safetensors", "state.safetensors"];

    internal static Checkpoint Checkpoint(double weight = 1, long step = 5)
    {
        var state = new StateDict();
        state.Tensors["optimizer.state.0.exp_avg"] = full([2, 3], 0.25);
        state.Tensors["random.cpu"] = arange(16).to(ScalarType.Byte);
        (state.Numbers["optimizer.state.0.step"], state.Numbers["schedule.position"], state.Numbers["optimizer.param_groups.0.eps"]) = (step, step, double.NaN);
        var row = new EpochRow(1, 4, 0.5, 0.1, new Dictionary<string, double> { ["loss"] = 2.25 }, new Dictionary<string, double> { ["loss"] = double.PositiveInfinity }, 1000);
        return new(new JsonObject { ["model"] = new JsonObject { ["value"] = "softmax", ["origin"] = "test" } }, new ModelArguments(10, 1, 28, 0.5),
            new TrainerState { Epoch = 1, Step = step, Best = 0.5, Rows = [row] }, new LoaderState(7, 1, 1),
            new Dictionary<string, Tensor> { ["net.weight"] = full([2, 3], weight), ["net.bias"] = zeros(2) }, state);
    }
}

/// <summary>A folder that is gone after the test.</summary>
internal sealed class Scratch : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("modelzoo-checkpoint-").FullName;
    internal string this[string name] => Path.Combine(_path, name);
    public void Dispose() => Directory.Delete(_path, recursive: true);
}
