using System.Diagnostics;
using System.IO.Compression;
using ModelZoo.Tests.Cli;
using ModelZoo.Tests.Models;
using ModelZoo.Training;
using ModelZoo.Training.Inference;
using ModelZoo.Weights;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Training.Inference;

/// <summary>Exported networks, read by those they are for.</summary>
public sealed class NetworkExportTests : IDisposable
{
    private const int Batch = 5;

    // MODELZOO_EXPORT=all for every entry that is no depth of another.
    private static readonly string[] Exported = Environment.GetEnvironmentVariable("MODELZOO_EXPORT") == "all"
        ? [.. Zoo.Names.Where(ZooEntries.Quick.Select(row => row.Data).Contains)]
        : ["softmax", "maxout", "mlp-wn", "lenet", "lenet5", "googlenet", "resnet18-preact", "resnet20", "densenet", "mobilenet", "conv1d-wide", "gru-classifier", "conv-autoencoder", "vae", "torchvision/googlenet"];

    // What a network makes of the number of rows becomes a constant: an initial state, the weights of attention.
    private static int Rows(Entry entry) => entry.Family == "recurrent" ? 1 : Batch;

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Python_loads_the_TorchScript_and_gets_the_same_logits_and_names()
    {
        var python = Environment.GetEnvironmentVariable("PYTHON") ?? "/usr/bin/python3";
        using (var looked = Process.Start(new ProcessStartInfo("sh", ["-c", $"{python} -c 'import torch, numpy' 2>/dev/null"])))
        {
            looked!.WaitForExit();
            Assert.SkipUnless(looked.ExitCode == 0, "python3-torch is not installed.");
        }
        foreach (var name in Exported)
            Export(Zoo.Find(name), name.Replace('/', '-'));
        File.WriteAllText(_scratch["load.py"], """
            import glob, json, struct, sys, numpy, torch
            torch.set_num_threads(2)
            def load(path):
                data = open(path, "rb").read()
                size = struct.unpack("<Q", data[:8])[0]
                kinds = {"F32": numpy.float32, "I64": numpy.int64}
                return {name: torch.from_numpy(numpy.frombuffer(data[8 + size + e["data_offsets"][0]:8 + size + e["data_offsets"][1]], kinds[e["dtype"]]).reshape(e["shape"]).copy())
                        for name, e in json.loads(data[8:8 + size]).items() if e["dtype"] in kinds}
            for path in sorted(glob.glob("*.pt")):
                network, about, weights = torch.jit.load(path), load(path[:-3] + ".data"), load(path[:-3] + ".weights")
                try:
                    with torch.no_grad():
                        logits = network(*[about[f"input{i}"] for i in range(len(about) - 1)])
                except RuntimeError as failure:
                    print(path[:-3], str(failure).strip().splitlines()[-1])
                    continue
                error = float((logits - about["logits"]).abs().max() / about["logits"].abs().max())
                state = network.state_dict()
                same = set(state) == set(weights) and all(torch.equal(state[key], weights[key]) for key in weights)
                learned = len(list(network.parameters()))
                print(path[:-3], error < 1e-5, same, learned, error)
            """);
        using var process = Process.Start(new ProcessStartInfo(python, [_scratch["load.py"]]) { WorkingDirectory = _scratch.Path, RedirectStandardOutput = true })!;
        var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        Assert.Equal(Exported.Length, lines.Length);
        Assert.All(lines, line => Assert.Contains(" True True ", line));
        Assert.All(lines, line => Assert.True(int.Parse(line.Split(' ')[3]) > 0, line));
    }

    private void Export(Entry entry, string file)
    {
        using var scope = NewDisposeScope();
        var arguments = ZooEntries.Small(entry) with { Channels = entry.Arguments.Channels };   // one has a kernel of its own
        var network = Zoo.Create(entry.Name, arguments);
        HashedNetwork.Fill(network);
        network.eval();
        using var trained = new TrainedNetwork(entry, arguments, network, null);
        NetworkExport.Save(trained, "torchscript", _scratch[file + ".pt"]);
        NetworkExport.Save(trained, "safetensors", _scratch[file + ".weights"]);
        var inputs = Example.Inputs(entry, arguments, Rows(entry));
        if (network is VariationalAutoencoder { Classes: 0 })
            inputs = inputs[..1];
        using var unrecorded = no_grad();
        var tensors = inputs.Select((input, i) => (name: $"input{i}", input)).ToDictionary(pair => pair.name, pair => pair.input);
        tensors["logits"] = Predictor.Output(network, inputs);
        Safetensors.Save(_scratch[file + ".data"], tensors);
    }

    // A kernel that stands in for an operator wrote down what it calls itself: LeNet's script began with an empty tensor in place of its first convolution.
    [Fact]
    public void The_script_names_the_networks_own_operators()
    {
        foreach (var name in Exported)
        {
            var entry = Zoo.Find(name);
            Export(entry, "network");
            using var archive = ZipFile.OpenRead(_scratch["network.pt"]);
            using var reader = new StreamReader(archive.Entries.Single(part => part.FullName.EndsWith("code/__torch__.py", StringComparison.Ordinal)).Open());
            var code = reader.ReadToEnd();
            Assert.DoesNotContain("torch.empty", code);
            using var network = Zoo.Create(name, ZooEntries.Small(entry));
            Assert.Equal(network.modules().Any(module => module is TorchSharp.Modules.Conv2d or TorchSharp.Modules.Conv1d), code.Contains("_convolution("));
        }
    }

    [Fact]
    public void Safetensors_load_again_by_the_same_door()
    {
        using var network = new TrainedNetwork(Zoo.Find("lenet"), Zoo.Find("lenet").Arguments, Zoo.Create("lenet"), null);
        NetworkExport.Save(network, "safetensors", _scratch["lenet.safetensors"]);
        using var again = TrainedNetwork.Of("lenet", _scratch["lenet.safetensors"]);
        Assert.All(network.Model.state_dict(), pair => Assert.True(pair.Value.Equals(again.Model.state_dict()[pair.Key]), pair.Key));
    }

    [Fact]
    public void A_network_that_fails_while_it_is_traced_leaves_no_file_and_its_own_words()
    {
        using var network = new TrainedNetwork(Zoo.Find("lenet"), Zoo.Find("lenet").Arguments, new Failing(), null);
        Assert.Equal("of its own", Assert.Throws<InvalidOperationException>(() => NetworkExport.Save(network, "torchscript", _scratch["failing.pt"])).Message);
        Assert.Empty(Directory.GetFiles(_scratch.Path));
        // And the tracer is off again.
        using var lenet = new TrainedNetwork(Zoo.Find("lenet"), Zoo.Find("lenet").Arguments, Zoo.Create("lenet"), null);
        NetworkExport.Save(lenet, "torchscript", _scratch["lenet.pt"]);
    }

    private sealed class Failing() : nn.Module<Tensor, Tensor>("failing")
    {
        public override Tensor forward(Tensor input) => throw new InvalidOperationException("of its own");
    }

    [Theory]
    [InlineData("onnx", "torch.onnx.export(torch.jit.load('NAME.pt'), torch.zeros(1, 1, 28, 28), 'NAME.onnx')")]
    [InlineData("caffe", "safetensors, torchscript")]
    public void What_is_not_written_is_told_with_the_way_there_is(string format, string said)
    {
        using var network = new TrainedNetwork(Zoo.Find("lenet"), Zoo.Find("lenet").Arguments, Zoo.Create("lenet"), null);
        Assert.Contains(said, Assert.Throws<RecipeException>(() => NetworkExport.Save(network, format, _scratch["x"])).Message);
    }
}
