using System.Buffers.Binary;
using System.Text;
using ModelZoo.Weights;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Weights;

public sealed class SafetensorsTests : IDisposable
{
    private const string Four = """{"dtype":"F32","shape":[1],"data_offsets":[0,4]}""";   // bytes

    private readonly string _folder = Directory.CreateTempSubdirectory("safetensors").FullName;
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string PathOf(string name) => Path.Combine(_folder, name);

    [Fact]
    public void Tensors_and_metadata_are_read_back_to_the_bit()
    {
        var written = new Dictionary<string, Tensor>
        {
            ["bytes"] = tensor(new byte[] { 0, 127, 255 }),
            ["weight"] = randn(3, 4),
            ["transposed"] = randn(3, 4, dtype: float64).t(),
            ["empty"] = zeros(0, 5),
            ["scalar"] = tensor(7L),
            ["truth"] = tensor(new[] { true, false }),
            ["half"] = randn(5).to(float16),
            ["brain"] = randn(5).to(bfloat16),
            ["short"] = tensor(new short[] { -1, 2 }),
            ["int8"] = tensor(new sbyte[] { -1, 2 }),
            ["int32"] = tensor(new[] { int.MinValue, int.MaxValue }),
        };
        var metadata = new Dictionary<string, string> { ["step"] = "17", ["unicode"] = "ä\n\"" };
        Safetensors.Save(PathOf("a"), written, metadata);
        var read = Safetensors.Load(PathOf("a"));
        Assert.Equal(written.Keys, read.Keys);
        foreach (var (name, tensor) in written)
            Assert.True(tensor.Equals(read[name]), name);
        Assert.Equal(metadata, Safetensors.LoadMetadata(PathOf("a")));
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Failed_write_leaves_only_the_old_file()
    {
        Safetensors.Save(PathOf("a"), new Dictionary<string, Tensor> { ["w"] = ones(2) });
        var unsupported = new Dictionary<string, Tensor>
        {
            ["w"] = ones(2),
            ["c"] = ones(1, dtype: ScalarType.ComplexFloat32),
        };
        Assert.Throws<NotSupportedException>(() => Safetensors.Save(PathOf("a"), unsupported));
        Assert.Single(Directory.GetFiles(_folder));
        Assert.Equal(2f, Safetensors.Load(PathOf("a"))["w"].sum().item<float>());
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8, null)]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 9, "has 9 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "has 4 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "takes 12 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "begins at byte 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "no range")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, "negative")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "overflow")]
    [InlineData(
        """{"a":{"dtype":"F32","shape":[1000000000000000],"data_offsets":[0,4000000000000000]}}""",
        8, "4000000000000000")]
    [InlineData("""{"a":{"dtype":"F8_E4M3","shape":[2],"data_offsets":[0,2]}}""", 2, "F8_E4M3")]
    [InlineData("""{"a":""" + Four + ""","b":""" + Four + "}", 4, "begins at byte 0")]
    [InlineData("""{"a":""" + Four + ""","a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "a")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1]}}""", 4, "no data_offsets")]
    [InlineData("""{"a":[1]}""", 0, "")]
    [InlineData("""[1]""", 0, "")]
    [InlineData("""{"__metadata__":{"a":1}}""", 0, "")]
    [InlineData("""{""", 0, "")]
    [InlineData("", 0, "")]
    public void Inconsistent_header_is_rejected_with_the_reason(string header, int dataBytes, string? reason)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var file = new byte[8 + text.Length + dataBytes];
        BinaryPrimitives.WriteInt64LittleEndian(file, text.Length);
        text.CopyTo(file, 8);
        File.WriteAllBytes(PathOf("x"), file);
        if (reason is null)
        {
            Assert.Single(Safetensors.Load(PathOf("x")));
            return;
        }
        var error = Assert.Throws<InvalidDataException>(() => Safetensors.Load(PathOf("x")));
        Assert.Contains(reason, error.Message);
        Assert.Contains(PathOf("x"), error.Message);
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 1, 2, 3 })]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 255 })]
    [InlineData(new byte[] { 255, 255, 255, 5, 0, 0, 0, 0, 1 })]
    public void Header_longer_than_the_file_is_rejected(byte[] bytes)
    {
        File.WriteAllBytes(PathOf("x"), bytes);
        Assert.Throws<InvalidDataException>(() => Safetensors.Load(PathOf("x")));
    }
}
