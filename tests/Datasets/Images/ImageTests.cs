using System.Formats.Tar;
using System.IO.Compression;
using ModelZoo.Datasets.Images;
using ModelZoo.Datasets.Loading;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Datasets.Images;

public class ImageTests
{
    private static readonly string[] CifarFiles =
        [.. Enumerable.Range(1, 5).Select(i => $"data_batch_{i}.bin"), "test_batch.bin"];

    private static Dataset Open(string name, Scratch root) =>
        DatasetCatalog.Open(name, new DatasetOptions { DataRoot = root.Path, Download = false });

    [Theory]
    [InlineData("png", 0)]
    [InlineData("bmp", 0)]
    [InlineData("grey", 0)]
    [InlineData("jpeg", 2)]
    public void Picture_has_the_pixels_of_PIL(string kind, double meanDifference)
    {
        using var scope = NewDisposeScope();
        using var folder = new Scratch();
        var goldens = Goldens.Load("pictures");
        var path = folder[$"picture.{(kind == "grey" ? "png" : kind)}"];
        File.WriteAllBytes(path, goldens[kind].bytes.ToArray());
        var (height, width, channels) = Pictures.Measure(path);
        Assert.Equal((40, 48, kind == "grey" ? 1 : 3), (height, width, channels));
        var pixels = Pictures.Read(path, channels);
        var difference = (pixels.to(float32) - goldens[$"{kind}_pixels"].to(float32)).abs();
        Assert.InRange(difference.mean().ToDouble(), 0, meanDifference);
    }

    [Fact]
    public void Folder_of_pictures_gives_the_same_batches_from_memory_and_from_disk()
    {
        using var scope = NewDisposeScope();
        using var folder = new Scratch();
        var goldens = Goldens.Load("pictures");
        byte[] png = goldens["png"].bytes.ToArray(), jpeg = goldens["jpeg"].bytes.ToArray();
        foreach (var (kind, pairs) in new[] { ("cats", 3), ("dogs", 2) })
            for (int i = 0; i < pairs; i++)
            {
                File.WriteAllBytes(folder["train", kind, $"{2 * i}.png"], png);
                File.WriteAllBytes(folder["train", kind, $"{2 * i + 1}.jpg"], jpeg);
            }
        using var memory = ImageFolder.Open(folder.Path);
        using var streamed = ImageFolder.Open(folder.Path, memory: 0);
        Assert.True(memory.Train.InMemory && !streamed.Train.InMemory);
        Assert.Equal(["cats", "dogs"], memory.Classes);
        Assert.Equal((8L, 2L), (memory.Train.Count, memory.Test.Count));
        Assert.Equal([3, 40, 48], memory.InputShape);
        using var one = new DataLoader(memory.Train, 3, shuffle: true, seed: 5);
        using var two = new DataLoader(streamed.Train, 3, shuffle: true, seed: 5);
        foreach (var (left, right) in one.Zip(two))
            Assert.True(left.Inputs.Equals(right.Inputs) && left.Targets.Equals(right.Targets));
        using var resized = DatasetCatalog.Open(folder.Path, new DatasetOptions { PictureSize = 20 });
        Assert.Equal([8, 3, 20, 20], resized.Train.Inputs.shape);
        var error = Assert.Throws<DatasetException>(() => streamed.Train.Inputs);
        Assert.Contains("no tensor of all inputs", error.Message);
    }

    [Fact]
    public void Test_folder_is_the_test_part_and_must_have_known_classes()
    {
        using var folder = new Scratch();
        var png = Goldens.Load("pictures")["png"].bytes.ToArray();
        foreach (var path in new[] { "train/a/1.png", "train/b/2.png", "test/b/3.png" })
            File.WriteAllBytes(folder[path.Split('/')], png);
        using (var set = ImageFolder.Open(folder.Path))
            Assert.Equal((2L, 1L, 1L), (set.Train.Count, set.Test.Count, set.Test.Targets[0].ToInt64()));
        File.WriteAllBytes(folder["test", "c", "4.png"], png);
        Assert.Contains("the class 'c'", Rejection(folder));
    }

    [Fact]
    public void Broken_picture_is_rejected_with_its_name()
    {
        using var folder = new Scratch();
        File.WriteAllBytes(folder["train", "a", "1.png"], Goldens.Load("pictures")["png"].bytes.ToArray());
        File.WriteAllBytes(folder["train", "a", "5.png"], "no picture"u8.ToArray());
        Assert.Contains("5.png", Rejection(folder));
    }

    [Fact]
    public void Folder_with_fewer_than_two_pictures_is_rejected()
    {
        using var folder = new Scratch();
        Assert.Contains("not a folder of pictures", Rejection(folder));
        File.WriteAllText(folder["train", "a", "notes.txt"], "");
        Assert.Contains("has no picture", Rejection(folder));
        File.WriteAllBytes(folder["train", "a", "1.png"], Goldens.Load("pictures")["png"].bytes.ToArray());
        Assert.Contains("has no picture", Rejection(folder));
    }

    private static string Rejection(Scratch folder) =>
        Assert.Throws<DatasetException>(() => ImageFolder.Open(folder.Path)).Message;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cifar_10_is_read_from_its_archive_or_its_folder(bool unpacked)
    {
        using var folder = new Scratch();
        var archive = Archives.Cifar(folder, CifarFiles);
        if (unpacked)
        {
            using var gzip = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress);
            TarFile.ExtractToDirectory(gzip, folder["cifar-10", "."], overwriteFiles: false);
            File.Delete(archive);
        }
        using var set = Open("cifar-10", folder);
        Assert.Equal([10, 3, 32, 32], set.Train.Inputs.shape);
        Assert.Equal([2, 3, 32, 32], set.Test.Inputs.shape);
        Assert.Equal(["plane", "car"], set.Classes.Take(2));
        // Record r of file f is of class (f + r) % 10, and all its pixels are 10 f + r.
        Assert.Equal([0, 1, 1, 2, 2, 3, 3, 4, 4, 5], set.Train.Targets.data<long>().ToArray());
        Assert.True(set.Train.Inputs[3].eq(11).all().ToBoolean());
    }

    [Fact]
    public void Cifar_100_has_the_fine_labels()
    {
        using var folder = new Scratch();
        var names = Enumerable.Range(0, 100).Select(i => $"kind {i}");
        File.WriteAllBytes(folder["cifar-100", "cifar-100-binary", "train.bin"], Records(3));
        File.WriteAllBytes(folder["cifar-100", "cifar-100-binary", "test.bin"], Records(2));
        File.WriteAllLines(folder["cifar-100", "cifar-100-binary", "fine_label_names.txt"], names);
        using var set = Open("cifar-100", folder);
        Assert.Equal([90, 91, 92], set.Train.Targets.data<long>().ToArray());
        Assert.Equal([2, 3, 32, 32], set.Test.Inputs.shape);
        Assert.Equal("kind 91", set.Classes[91]);
        Assert.True(set.Train.Inputs[2].eq(2).all().ToBoolean());

        // Coarse label 7, fine label 90 + r, and 3,072 pixels of value r.
        static byte[] Records(int count) => [.. Enumerable.Range(0, count).SelectMany(Record)];
        static byte[] Record(int r) => [7, (byte)(90 + r), .. Enumerable.Repeat((byte)r, 3072)];
    }

    [Fact]
    public void Mnist_is_read_plain_or_gzipped_and_mismatched_files_are_rejected()
    {
        using var folder = new Scratch();
        var testLabels = folder["mnist", "t10k-labels-idx1-ubyte"];
        foreach (var (part, count) in new[] { ("train", 5), ("t10k", 3) })
        {
            var (images, labels) = ($"{part}-images-idx3-ubyte.gz", $"{part}-labels-idx1-ubyte");
            Archives.Idx(folder["mnist", images], packed: true, [count, 28, 28], i => (byte)i);
            Archives.Idx(folder["mnist", labels], packed: false, [count], i => (byte)(i % 10));
        }
        using (var set = Open("mnist", folder))
        {
            Assert.Equal((5L, 3L), (set.Train.Count, set.Test.Count));
            Assert.Equal(784 % 256, set.Train.Inputs[1, 0, 0][0].ToInt32());
        }
        Archives.Idx(testLabels, packed: false, [4], i => (byte)i);
        Assert.Contains("do not belong together", Assert.Throws<DatasetException>(() => Open("mnist", folder)).Message);
        Archives.Idx(testLabels, packed: false, [3], i => 77);
        Assert.Contains("of class 77", Assert.Throws<DatasetException>(() => Open("mnist", folder)).Message);
    }

    [Fact]
    public void Emnist_is_read_upright_from_inside_its_archive()
    {
        using var folder = new Scratch();
        using (var zip = ZipFile.Open(folder["emnist", "gzip.zip"], ZipArchiveMode.Create))
            foreach (var (part, count) in new[] { ("train", 4), ("test", 2) })
            {
                var (images, labels) = (folder["images.gz"], folder["labels.gz"]);
                Archives.Idx(images, packed: true, [count, 28, 28], i => (byte)(i % 28));
                Archives.Idx(labels, packed: true, [count], i => (byte)(i + 1));
                zip.CreateEntryFromFile(images, $"gzip/emnist-letters-{part}-images-idx3-ubyte.gz");
                zip.CreateEntryFromFile(labels, $"gzip/emnist-letters-{part}-labels-idx1-ubyte.gz");
            }
        using var set = Open("emnist-letters", folder);
        Assert.Equal([0, 1, 2, 3], set.Train.Targets.data<long>().ToArray());
        // In the file a pixel is the number of its column; upright it is the number of its row.
        Assert.Equal(9, set.Train.Inputs[0, 0, 9][20].ToInt32());
        Assert.Equal("D", set.Classes[3]);
    }

    [Fact]
    public void Limited_read_takes_the_first_images_and_no_more_of_the_file()
    {
        using var folder = new Scratch();
        // Three images of 1 x 2 are promised, and the third is missing.
        File.WriteAllBytes(folder["images"], [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 1, 0, 0, 0, 2, 10, 11, 20, 21]);
        using var two = Idx.Read(folder["images"], limit: 2);
        Assert.Equal([2, 1, 2], two.shape);
        Assert.Equal([10, 11, 20, 21], two.bytes.ToArray());
        Assert.Throws<DatasetException>(() => Idx.Read(folder["images"], limit: 3));
    }
}
