using ModelZoo.Onnx;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Onnx;

public sealed class ZooExportTests : IDisposable
{
    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    /// <summary>Save compares the file in ONNX Runtime with the network, on batches of one and five.</summary>
    [Theory]
    [MemberData(nameof(ZooEntries.Learners), MemberType = typeof(ZooEntries))]
    public void Zoo_network_gives_the_same_in_ONNX_Runtime(string name)
    {
        using var scope = NewDisposeScope();
        var entry = Zoo.Find(name);
        var arguments = ZooEntries.Small(entry);
        manual_seed(1);
        using var network = Zoo.Create(name, arguments);
        HashedNetwork.Fill(network);
        Assert.InRange(OnnxExport.Save(entry, arguments, network, _scratch["network.onnx"]), 0, 2e-5);
    }

    [Theory(Explicit = true)]
    [MemberData(nameof(ZooEntries.LargeOnes), MemberType = typeof(ZooEntries))]
    [MemberData(nameof(ZooEntries.DeepOnes), MemberType = typeof(ZooEntries))]
    public void Large_network_gives_the_same_in_ONNX_Runtime(string name) =>
        Zoo_network_gives_the_same_in_ONNX_Runtime(name);
}
