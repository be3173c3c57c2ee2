using System.Text;
using ModelZoo.Datasets.Signals;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Datasets.Signals;

public sealed class Mnist1dTests : IDisposable
{
    private const string Reconstruct = "cnumpy.core.multiarray\n_reconstruct\n";

    private readonly Scratch _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    /// <summary>A small file like the published one.</summary>
    internal static byte[] Sound(string reconstruct = Reconstruct, string type = "f8", long label = 7, int rows = 2)
    {
        var signals = Array(type, [rows, 3], Enumerable.Range(0, 6).SelectMany(i => BitConverter.GetBytes(i / 2.0)));
        var classes = Array("i8", [2], new[] { 1L, label }.SelectMany(BitConverter.GetBytes));
        var items = new[] { ("x", signals), ("y", classes), ("x_test", signals), ("y_test", classes) };
        return Bytes($"\u0080\u0003}}({string.Concat(items.Select(item => Word(item.Item1) + item.Item2))}u.");

        string Array(string code, int[] shape, IEnumerable<byte> data) => $"{reconstruct}cnumpy\nndarray\n"
            + $"K\0\u0085C\u0001b\u0087R(K\u0001({string.Concat(shape.Select(side => $"K{(char)side}"))}t"
            + $"cnumpy\ndtype\n{Word(code)}\u0089\u0088\u0087R(K\u0003{Word("<")}NNNK\0K\0K\0tb"
            + $"\u0089B{Text(BitConverter.GetBytes(data.Count()))}{Text([.. data])}tb";
    }

    private static byte[] Bytes(string latin) => Encoding.Latin1.GetBytes(latin);

    private static string Text(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    private static string Word(string text) => $"X{Text(BitConverter.GetBytes(text.Length))}{text}";

    private Dictionary<string, Tensor> Load(byte[] bytes)
    {
        File.WriteAllBytes(_folder["signals.pkl"], bytes);
        return Mnist1d.Load(_folder["signals.pkl"]);
    }

    [Fact]
    public void Arrays_are_read_with_their_shape_and_type()
    {
        var arrays = Load(Sound());
        Assert.Equal(["x", "x_test", "y", "y_test"], arrays.Keys.Order());
        Assert.Equal([2L, 3L], arrays["x"].shape);
        Assert.Equal([0, 0.5, 1, 1.5, 2, 2.5], arrays["x"].data<double>().ToArray());
        Assert.Equal([1, 7], arrays["y_test"].data<long>().ToArray());
    }

    public static TheoryData<string, byte[]> Hostile => new()
    {
        { "os.system", Sound(reconstruct: "cos\nsystem\n") },
        { "builtins.eval", Bytes("\u0080\u0003cbuiltins\neval\nX\u0001\0\0\01\u0085R.") },
        { "of type O", Sound(type: "O") },
        { "has 48 bytes", Sound(rows: 200) },
        { "no digit", Sound(label: 10) },
        { "no dictionary", Bytes("\u0080\u0003].") },
        { "breaks off", Sound()[..200] },
        { "outside the file", Bytes("\u0080\u0003K\u0001Q.") },
        // A length that the file does not have.
        { "claims a text", Bytes("\u0080\u0003BÿÿÿÿX.") },
        // A dictionary that holds itself.
        { "no array x", Bytes($"\u0080\u0003}}q\0{Word("x")}h\0s.") },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Hostile_file_is_rejected_with_its_reason(string reason, byte[] bytes)
    {
        var error = Assert.Throws<DatasetException>(() => Load(bytes));
        Assert.Contains("signals.pkl is not MNIST-1D's file: ", error.Message);
        Assert.Contains(reason, error.Message);
    }

    [Fact]
    public void Published_file_has_its_published_sizes()
    {
        Assert.SkipUnless(DatasetCatalog.Find("mnist1d")!.IsPresent(), "MNIST-1D is not on this machine");
        using var data = DatasetCatalog.Open("mnist1d", new DatasetOptions { Download = false });
        Assert.Equal([4000L, 40L], data.Train.Inputs.shape);
        Assert.Equal([1000L, 40L], data.Test.Inputs.shape);
        Assert.Equal(10, data.Classes.Count);
    }
}
