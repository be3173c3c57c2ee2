using System.IO.Compression;
using System.Text;
using ModelZoo.Weights;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Weights;

/// <summary>Files made to do harm. None runs code, hangs, or makes the reader take much memory.</summary>
public sealed class HostileFileTests : IDisposable
{
    private const string Rebuild = "ctorch._utils\n_rebuild_tensor_v2\n";
    private const string Float = "ctorch\nFloatStorage\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("hostile").FullName;
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static byte[] Bytes(string latin) => Encoding.Latin1.GetBytes(latin);

    private static string Latin(byte[] bytes) => Encoding.Latin1.GetString(bytes);

    private static string Word(string text) => "X" + Latin(BitConverter.GetBytes(text.Length)) + text;

    private static string Number(long number) => "\u008a\u0008" + Latin(BitConverter.GetBytes(number));

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static string Storage(string type = Float, string key = "0", long count = 4) =>
        $"({Word("storage")}{type}{Word(key)}{Word("cpu")}{Number(count)}tQ";

    /// <summary>The state dict {"w": tensor}.</summary>
    private static string Described(
        string storage, string offset = "K\0", string size = "K\u0004\u0085", string stride = "K\u0001\u0085") =>
        $"\u0080\u0002}}{Word("w")}{Rebuild}({storage}{offset}{size}{stride}\u0089}}tRs.";

    private string Zip(string pickle, int dataBytes = 16, CompressionLevel level = CompressionLevel.NoCompression)
    {
        var path = Path.Combine(_folder, Path.GetRandomFileName());
        using var archive = ZipFile.Open(path, ZipArchiveMode.Create);
        using (var part = archive.CreateEntry("archive/data.pkl", CompressionLevel.NoCompression).Open())
            part.Write(Bytes(pickle));
        using (var part = archive.CreateEntry("archive/data/0", level).Open())
            part.Write(new byte[dataBytes]);
        return path;
    }

    [Fact]
    public void Template_itself_is_a_good_file()
    {
        using var read = WeightFile.Load(Zip(Described(Storage())))["w"];
        Assert.Equal([4L], read.shape);
    }

    public static TheoryData<string, string, string> Pickles => new()
    {
        { "os.system", "cos\nsystem\n(Vtouch /tmp/modelzoo-was-here\ntR.", "os.system" },
        { "posix.system", "\u0080\u0002cposix\nsystem\n" + Word("touch owned") + "\u0085R.", "posix.system" },
        { "eval", "\u0080\u0002cbuiltins\neval\n" + Word("1") + "\u0085R.", "builtins.eval" },
        {
            "exec as an item",
            "\u0080\u0002}" + Word("w") + "c__builtin__\nexec\n" + Word("1") + "\u0085Rs.",
            "__builtin__.exec"
        },
        { "a global by the stack", "\u0080\u0004" + Word("os") + Word("system") + "\u0093.", "os.system" },
        { "a global by the stack of no words", "\u0080\u0004K\u0001K\u0002\u0093.", "?.?" },
        { "getattr", "\u0080\u0002cbuiltins\ngetattr\n.", "builtins.getattr" },
        { "a function of torch's that loads code", "\u0080\u0002ctorch\nload\n.", "torch.load" },
        { "a storage of another module", "\u0080\u0002cnot.torch\nFloatStorage\n.", "not.torch.FloatStorage" },
        { "an object of a class", "\u0080\u0002(ios\nsystem\n.", "0x69" },
        { "an object by NEWOBJ", "\u0080\u0002ccollections\nOrderedDict\n)\u0081.", "0x81" },
        { "a global by a number", "\u0080\u0002\u0082\u0001.", "0x82" },
        {
            "attributes set on a tensor",
            $"\u0080\u0002{Rebuild}({Storage()}K\0K\u0004\u0085K\u0001\u0085\u0089}}tR}}b.",
            "0x62"
        },
        { "a call of what is no function", "\u0080\u0002K\u0001)R.", "no function" },
        { "a call of a storage's class", $"\u0080\u0002{Float})R.", "torch.FloatStorage" },
        { "a parameter of no tensor", "\u0080\u0002ctorch._utils\n_rebuild_parameter\nK\u0001\u0085R.", "no tensor" },
        { "a text longer than the file", "\u0080\u0002X\u00ff\u00ff\u00ff\u007fabc.", "2147483647" },
        { "a text of four gigabytes", "\u0080\u0002T\u00ff\u00ff\u00ff\u00ffabc.", "4294967295" },
        { "a number of 255 bytes", "\u0080\u0002\u008a\u00ff.", "64 bits" },
        { "a name without an end", "\u0080\u0002c" + new string('a', 5000), "without an end" },
        { "no end", "\u0080\u0002}", "breaks off" },
        { "nothing", "", "breaks off" },
        { "an empty stack", "\u0080\u0002.", "stack" },
        { "a tuple without a mark", "\u0080\u0002t.", "stack" },
        { "taking from below a mark", "\u0080\u0002}(s.", "stack" },
        { "an unknown memory", "\u0080\u0002h\u0007.", "part 7" },
        { "items of no dictionary", "\u0080\u0002]K\u0001K\u0002s.", "no dictionary" },
        { "appending to no list", "\u0080\u0002}K\u0001a.", "no list" },
        { "a protocol of the future", "\u0080\u0063.", "version 99" },
        { "a list within itself", "\u0080\u0002]q\0h\0a.", "no dictionary" },
        { "a dictionary within itself", "\u0080\u0002}q\0" + Word("state_dict") + "h\0s.", "no tensors" },
        {
            "a state_dict within a state_dict within itself",
            "\u0080\u0002}q\0" + Word("state_dict") + "}q\u0001" + Word("model") + "h\0s" + "s.",
            "no tensors"
        },
        { "too many operations", "\u0080\u0002" + Repeat("N0", 600_000) + ".", "operations" },
        {
            "one list asked for again and again",
            "\u0080\u0002]q\0(" + Repeat("N", 2000) + "e" + Repeat("ccollections\nOrderedDict\nh\0\u0085R", 600) + ".",
            "operations"
        },
        { "doubling what is remembered", "\u0080\u0002]q\0" + Repeat("(h\0h\0eq\0", 64) + ".", "no dictionary" },
        { "a count beyond the storage", Described(Storage(), size: Number(5) + "\u0085"), "reaches beyond" },
        { "an offset beyond the storage", Described(Storage(), offset: Number(1)), "reaches beyond" },
        { "a negative offset", Described(Storage(), offset: Number(-1)), "torch.save does not" },
        { "a negative size", Described(Storage(), size: Number(-4) + "\u0085"), "no count" },
        { "a negative stride", Described(Storage(), stride: Number(-1) + "\u0085"), "no count" },
        {
            "a size beyond all numbers",
            Described(Storage(), size: Repeat(Number(long.MaxValue), 2) + "\u0086", stride: "K\0K\0\u0086"),
            "overflow"
        },
        {
            "a stride beyond all numbers",
            Described(Storage(), size: "K\u0004K\u0004\u0086", stride: Number(long.MaxValue) + "K\u0001\u0086"),
            "overflow"
        },
        {
            "a petabyte by a stride of nothing",
            Described(Storage(), size: Number(1L << 48) + "\u0085", stride: "K\0\u0085"),
            "larger than the file"
        },
        {
            "a petabyte of storage",
            Described(Storage(count: 1L << 48), size: Number(4) + "\u0085"),
            "more than the file has"
        },
        { "a storage of another length", Described(Storage(count: 3), size: "K\u0003\u0085"), "16 bytes" },
        { "a storage that is missing", Described(Storage(key: "7")), "missing" },
        { "a storage with a path", Described(Storage(key: "../../../../etc/passwd")), "missing" },
        { "a storage of no type", Described(Storage(type: "ccollections\nOrderedDict\n")), "names a storage" },
        { "a tensor of no storage", Described("K\u0001"), "describes a tensor" },
        { "sizes and strides that differ in number", Described(Storage(), stride: ")"), "describes a tensor" },
        { "a size of words", Described(Storage(), size: Word("4") + "\u0085"), "no count" },
    };

    [Theory, MemberData(nameof(Pickles))]
    public void Hostile_pickle_is_rejected_with_the_reason(string what, string pickle, string reason)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<InvalidDataException>(() => WeightFile.Load(Zip(pickle)));
        Assert.True(error.Message.Contains(reason), $"{what}: {error.Message}");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200L << 20);
        Assert.False(File.Exists("/tmp/modelzoo-was-here"));
    }

    [Fact]
    public void Compressed_part_is_rejected()
    {
        // It could unfold to any size.
        var pickle = Described(Storage(count: 4 << 20), size: Number(4 << 20) + "\u0085");
        var bomb = Zip(pickle, dataBytes: 16 << 20, CompressionLevel.SmallestSize);
        Assert.InRange(new FileInfo(bomb).Length, 1, 1 << 20);
        Assert.Throws<InvalidDataException>(() => WeightFile.Load(bomb));
    }

    // MODELZOO_MUTATIONS sets the number of files.
    [Fact]
    public void Damaged_file_is_either_read_or_rejected_by_path()
    {
        var setting = Environment.GetEnvironmentVariable("MODELZOO_MUTATIONS");
        int count = int.TryParse(setting, out var asked) ? asked : 5000;
        string[] files =
        [
            "state.pth", "nested.pth", "odd.pth", "protocol4.pth", "legacy.pth", "odd_legacy.pth",
            "weights.safetensors",
        ];
        var sources = files.Select(file => File.ReadAllBytes(Goldens.PathOf(file))).ToArray();
        var random = new Random(7);
        var path = Path.Combine(_folder, "damaged");
        int read = 0, rejected = 0;
        for (int i = 0; i < count; i++)
        {
            var bytes = Damage(sources[i % sources.Length], random);
            File.WriteAllBytes(path, bytes);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var tensors = WeightFile.Load(path);
                Assert.InRange(tensors.Values.Sum(tensor => tensor.numel()), 0, 64L * bytes.Length);
                foreach (var tensor in tensors.Values)
                {
                    _ = tensor.to(float64).sum().item<double>();
                    tensor.Dispose();
                }
                read++;
            }
            catch (InvalidDataException error)
            {
                Assert.Contains(path, error.Message);
                rejected++;
            }
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4 << 20);
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{count} damaged files: {rejected} rejected, {read} read");
        Assert.True(rejected > count / 4 && read > 0, $"{rejected} rejected, {read} read");
    }

    private static byte[] Damage(byte[] source, Random random)
    {
        var bytes = source.ToList();
        for (int change = random.Next(1, 6); change > 0; change--)
        {
            int at = random.Next(bytes.Count), length = Math.Min(random.Next(1, 40), bytes.Count - at);
            switch (random.Next(6))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: bytes.RemoveRange(at, Math.Min(length, bytes.Count - 1)); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(random.Next(bytes.Count - length + 1), length)); break;
                case 4: bytes.RemoveRange(Math.Max(at, 1), bytes.Count - Math.Max(at, 1)); break;
                default:
                    for (int i = 0; i < Math.Min(length, 8); i++)
                        bytes[at + i] = (byte)(random.Next(2) * 255);
                    break;
            }
        }
        return [.. bytes];
    }
}
