using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ModelZoo.Training.Checkpoints;
using ModelZoo.Training.Metrics;
using ModelZoo.Weights;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Training.Checkpoints;

public class CheckpointTests
{
    [Fact]
    public void Loaded_checkpoint_equals_the_saved_one()
    {
        using var scope = NewDisposeScope();
        using var scratch = new Scratch();
        var saved = Small.Checkpoint();
        saved.Save(scratch["last"]);
        var loaded = Checkpoint.Load(scratch["last"]);
        Assert.Equal(Small.Files,
            Directory.GetFiles(scratch["last"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal((saved.Arguments, saved.Loader), (loaded.Arguments, loaded.Loader));
        Assert.Equal(saved.State.Numbers, loaded.State.Numbers);
        Assert.Equal(saved.Settings.ToJsonString(), loaded.Settings.ToJsonString());
        Assert.Equal((1, 5L, 0.5), (loaded.Trainer.Epoch, loaded.Trainer.Step, loaded.Trainer.Best));
        Assert.Equal(double.PositiveInfinity, Assert.Single(loaded.Trainer.Rows).Test["loss"]);
        foreach (var (name, tensor) in saved.Model.Concat(saved.State.Tensors))
            Assert.True(tensor.Equals(loaded.Model.GetValueOrDefault(name) ?? loaded.State.Tensors[name]), name);
    }

    [Fact]
    public void Checksums_are_in_the_format_of_sha256sum()
    {
        using var scope = NewDisposeScope();
        using var scratch = new Scratch();
        Small.Checkpoint().Save(scratch["last"]);
        foreach (var line in File.ReadAllLines(Path.Combine(scratch["last"], "SHA256SUMS")))
            Assert.Equal(line[..64], Sum(Path.Combine(scratch["last"], line[66..])));
    }

    [Fact]
    public void Checkpoint_can_be_read_while_others_replace_it()
    {
        using var scope = NewDisposeScope();
        using var scratch = new Scratch();
        Small.Checkpoint(weight: 1, step: 1).Save(scratch["last"]);
        using var stop = new CancellationTokenSource();
        int saved = 0;
        var writer = new Thread(() =>
        {
            using var own = NewDisposeScope();
            for (; !stop.IsCancellationRequested; saved++)
                Small.Checkpoint(weight: 2, step: 2).Save(scratch["last"]);
        });
        writer.Start();
        try
        {
            while (Volatile.Read(ref saved) < 100)
                Assert.InRange(Checkpoint.Load(scratch["last"], Assert.Fail).Trainer.Step, 1, 2);
        }
        finally
        {
            stop.Cancel();
            writer.Join();
        }
    }

    [Fact]
    public void Damaged_checkpoint_is_replaced_by_the_one_before_it()
    {
        using var scope = NewDisposeScope();
        using var scratch = new Scratch();
        Small.Checkpoint(weight: 1, step: 5).Save(scratch["last"]);
        Directory.Move(scratch["last"], scratch["last.old"]);
        Small.Checkpoint(weight: 2, step: 6).Save(scratch["kept"]);
        Directory.Move(scratch["kept"], scratch["last"]);
        using (var file = File.OpenWrite(Path.Combine(scratch["last"], "model.safetensors")))
        {
            file.Position = file.Length - 1;
            file.WriteByte(0x40);
        }
        var warnings = new List<string>();
        Assert.Equal(5, Checkpoint.Load(scratch["last"], warnings.Add).Trainer.Step);
        Assert.Contains("model.safetensors is not as it was written", Assert.Single(warnings));
        Directory.Delete(scratch["last.old"], recursive: true);
        Assert.EndsWith("as it was written. No other checkpoint beside it is whole: train again.", Error("last"));
        Small.Checkpoint(weight: 3, step: 4).Save(scratch["best"]);
        Assert.EndsWith("/best is whole: copy it in its place to go on from there.", Error("last"));
        Assert.Contains("There is no checkpoint", Error("nowhere"));

        string Error(string name) =>
            Assert.Throws<CheckpointException>(() => Checkpoint.Load(scratch[name])).Message;
    }

    [Fact]
    public void Checkpoint_loads_after_a_kill_between_two_renames()
    {
        using var scope = NewDisposeScope();
        using var scratch = new Scratch();
        Small.Checkpoint(step: 5).Save(scratch["last.old"]);
        Small.Checkpoint(step: 6).Save(scratch["last.new"]);
        Assert.Equal(6, Checkpoint.Load(scratch["last"]).Trainer.Step);
        File.Delete(Path.Combine(scratch["last.new"], "SHA256SUMS"));   // killed before the new one was whole
        Assert.Equal(5, Checkpoint.Load(scratch["last"]).Trainer.Step);
        Small.Checkpoint(step: 7).Save(scratch["last"]);
        Assert.Equal(7, Checkpoint.Load(scratch["last"]).Trainer.Step);
        Assert.False(Directory.Exists(scratch["last.new"]) || Directory.Exists(scratch["last.old"]));
    }

    [Fact]
    public void Failed_save_leaves_the_checkpoint_before_it()
    {
        using var scope = NewDisposeScope();
        using var scratch = new Scratch();
        Small.Checkpoint(step: 5).Save(scratch["last"]);
        File.WriteAllText(scratch["last.new"], "in the way");
        var error = Assert.Throws<CheckpointException>(() => Small.Checkpoint(step: 6).Save(scratch["last"]));
        Assert.Contains("cannot be written", error.Message);
        Assert.Equal(5, Checkpoint.Load(scratch["last"]).Trainer.Step);
        File.Delete(scratch["last.new"]);
    }

    [Fact]
    public void Version_1_loads_and_is_saved_as_the_current_version()
    {
        using var scope = NewDisposeScope();
        using var scratch = new Scratch();
        Directory.CreateDirectory(scratch["last"]);
        string Place(string name) => Path.Combine(scratch["last"], name);
        var (model, state) = (Place("model.safetensors"), Place("state.safetensors"));
        Safetensors.Save(model, new Dictionary<string, Tensor> { ["net.weight"] = ones(2, 3) });
        Safetensors.Save(state, new Dictionary<string, Tensor>
        {
            ["train.0.count"] = tensor(256.0),
            ["train.0.loss"] = tensor(512.0),
        });
        File.WriteAllText(Place("checkpoint.json"), $$"""
            {
              "version": 1, "libtorch": "1.13.0",
              "settings": { "model": { "value": "softmax", "origin": "model" } },
              "arguments": { "Classes": 10, "Channels": 1, "Size": 28, "Dropout": null },
              "trainer": {
                "Epoch": 0, "Step": 1, "Seconds": 0.5, "Best": null, "BestEpoch": 0, "SinceBest": 0, "Rows": []
              },
              "loader": { "Seed": 0, "Epoch": 0, "Batch": 1 },
              "numbers": { "optimizer.param_groups.0.lr": 0.1 },
              "sha256": { "model.safetensors": "{{Sum(model)}}", "state.safetensors": "{{Sum(state)}}" }
            }
            """);
        var loaded = Checkpoint.Load(scratch["last"]);
        Assert.Equal((1, 1), (loaded.Trainer.Step, loaded.Loader.Batch));
        // Version 1 counted examples on the device. These counts go on.
        using var loss = new MeanLoss();
        loss.load_state_dict(loaded.State.Under("train.0."));
        Assert.Equal(2, loss.Compute()["loss"]);
        loss.Update(new Outcome { Loss = tensor(8f), Count = 256 });
        Assert.Equal(5, loss.Compute()["loss"]);
        loaded.Save(scratch["last"]);
        Assert.Equal(2, (int?)JsonNode.Parse(File.ReadAllText(Place("checkpoint.json")))!["version"]);

        File.WriteAllText(model, "other");
        Assert.Throws<CheckpointException>(() => Checkpoint.Load(scratch["last"]));
    }

    [Theory]
    [InlineData("3", "written by a newer program")]
    [InlineData("0", "which does not exist")]
    [InlineData("\"two\"", "is damaged")]
    public void Unknown_version_is_rejected_with_the_reason(string version, string expected)
    {
        using var scope = NewDisposeScope();
        using var scratch = new Scratch();
        Small.Checkpoint().Save(scratch["last"]);
        Damage.Rewrite(scratch["last"], "checkpoint.json",
            text => text.Replace("\"version\": 2", $"\"version\": {version}"));
        var error = Assert.Throws<CheckpointException>(() => Checkpoint.Load(scratch["last"]));
        Assert.Contains(expected, error.Message);
    }

    private static string Sum(string path) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)));
}
