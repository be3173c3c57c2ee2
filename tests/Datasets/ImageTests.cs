using System.Formats.Tar;
using System.IO.Compression;
using ModelZoo.Datasets;
using ModelZoo.Datasets.Files;
using ModelZoo.Datasets.Images;
using ModelZoo.Datasets.Loading;
using ModelZoo.Datasets.Sets;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Datasets;

public class ImageTests
{
    [Theory]
    [InlineData("png", 0)]
    [InlineData("bmp", 0)]
    [InlineData("grey", 0)]
    [InlineData("jpeg", 2)]
    public void A_picture_has_the_pixels_that_PIL_sees(string kind, double meanDifference)
    {
        using var scope = NewDisposeScope();
        using var folder = new Folder();
        var goldens = Goldens.Load("pictures");
        var path = folder.Path($"picture.{(kind == "grey" ? "png" : kind)}");
        File.WriteAllBytes(path, goldens[kind].bytes.ToArray());
        var (height, width, channels) = Pictures.Measure(path);
        Assert.Equal((40, 48, kind == "grey" ? 1 : 3), (height, width, channels));
        var pixels = Pictures.Read(path, channels);
        var difference = (pixels.to(float32) - goldens[$"{kind}_pixels"].to(float32)).abs();
        Assert.InRange(difference.mean().ToDouble(), 0, meanDifference);
    }

    [Fact]
    public void A_folder_of_pictures_is_the_same_in_memory_and_streamed_and_divided_where_it_has_no_test_part()
    {
        using var scope = NewDisposeScope();
        using var folder = new Folder();
        var goldens = Goldens.Load("pictures");
        foreach (var (kind, count) in new[] { ("cats", 6), ("dogs", 4) })
            for (int i = 0; i < count; i++)
                File.WriteAllBytes(folder.Path("train", kind, $"{i}.{(i % 2 == 0 ? "png" : "jpg")}"), goldens[i % 2 == 0 ? "png" : "jpeg"].bytes.ToArray());
        using var memory = ImageFolder.Open(folder.Root);
        using var streamed = ImageFolder.Open(folder.Root, memory: 0);
        Assert.True(memory.Train.InMemory && !streamed.Train.InMemory);
        Assert.Equal(["cats", "dogs"], memory.Classes);
        Assert.Equal((8L, 2L), (memory.Train.Count, memory.Test.Count));
        Assert.Equal([3, 40, 48], memory.InputShape);
        using var one = new DataLoader(memory.Train, 3, shuffle: true, seed: 5);
        using var two = new DataLoader(streamed.Train, 3, shuffle: true, seed: 5);
        foreach (var (left, right) in one.Zip(two))
            Assert.True(left.Inputs.Equals(right.Inputs) && left.Targets.Equals(right.Targets));
        using var resized = DatasetCatalog.Open(folder.Root, new DatasetOptions { PictureSize = 20 });
        Assert.Equal([8, 3, 20, 20], resized.Train.Inputs.shape);
        Assert.Contains("no tensor of all inputs", Assert.Throws<DatasetException>(() => streamed.Train.Inputs).Message);
    }

    [Fact]
    public void A_test_folder_is_used_as_it_is_and_may_not_have_classes_of_its_own()
    {
        using var folder = new Folder();
        var png = Goldens.Load("pictures")["png"].bytes.ToArray();
        foreach (var path in new[] { "train/a/1.png", "train/b/2.png", "test/b/3.png" })
            File.WriteAllBytes(folder.Path(path.Split('/')), png);
        using (var set = ImageFolder.Open(folder.Root))
            Assert.Equal((2L, 1L, 1L), (set.Train.Count, set.Test.Count, set.Test.Targets[0].ToInt64()));
        File.WriteAllBytes(folder.Path("test", "c", "4.png"), png);
        Assert.Contains("the class 'c'", Assert.Throws<DatasetException>(() => ImageFolder.Open(folder.Root)).Message);
        File.WriteAllBytes(folder.Path("train", "a", "5.png"), "no picture"u8.ToArray());
        Directory.Delete(folder.Path("test"), recursive: true);
        Assert.Contains("5.png", Assert.Throws<DatasetException>(() => ImageFolder.Open(folder.Root)).Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cifar_is_read_from_its_archive_and_from_its_folder(bool unpacked)
    {
        using var folder = new Folder();
        var archive = Archives.Cifar(folder, "data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin", "test_batch.bin");
        if (unpacked)
        {
            using var gzip = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress);
            TarFile.ExtractToDirectory(gzip, folder.Path("cifar-10", "."), overwriteFiles: false);
            File.Delete(archive);
        }
        using var set = DatasetCatalog.Open("cifar-10", new DatasetOptions { DataRoot = folder.Root, Download = false });
        Assert.Equal([10, 3, 32, 32], set.Train.Inputs.shape);
        Assert.Equal([2, 3, 32, 32], set.Test.Inputs.shape);
        Assert.Equal(["plane", "car"], set.Classes.Take(2));
        // Record r of file f is of class (f + r) % 10 and all its pixels are 10 f + r.
        Assert.Equal([0, 1, 1, 2, 2, 3, 3, 4, 4, 5], set.Train.Targets.data<long>().ToArray());
        Assert.True(set.Train.Inputs[3].eq(11).all().ToBoolean());
    }

    [Fact]
    public void Cifar_100_is_read_by_its_fine_labels()
    {
        using var folder = new Folder();
        byte[] Records(int count) => [.. Enumerable.Range(0, count).SelectMany(r => Enumerable.Repeat((byte)r, 3072).Prepend((byte)(90 + r)).Prepend((byte)7))];
        File.WriteAllBytes(folder.Path("cifar-100", "cifar-100-binary", "train.bin"), Records(3));
        File.WriteAllBytes(folder.Path("cifar-100", "cifar-100-binary", "test.bin"), Records(2));
        File.WriteAllLines(folder.Path("cifar-100", "cifar-100-binary", "fine_label_names.txt"), Enumerable.Range(0, 100).Select(i => $"kind {i}"));
        using var set = DatasetCatalog.Open("cifar-100", new DatasetOptions { DataRoot = folder.Root, Download = false });
        Assert.Equal([90, 91, 92], set.Train.Targets.data<long>().ToArray());
        Assert.Equal([2, 3, 32, 32], set.Test.Inputs.shape);
        Assert.Equal("kind 91", set.Classes[91]);
        Assert.True(set.Train.Inputs[2].eq(2).all().ToBoolean());
    }

    [Fact]
    public void Mnist_is_read_plain_or_packed_from_a_data_root_and_mismatched_files_are_refused()
    {
        using var folder = new Folder();
        foreach (var (part, count) in new[] { ("train", 5), ("t10k", 3) })
        {
            Archives.Idx(folder.Path("mnist", $"{part}-images-idx3-ubyte.gz"), packed: true, [count, 28, 28], i => (byte)i);
            Archives.Idx(folder.Path("mnist", $"{part}-labels-idx1-ubyte"), packed: false, [count], i => (byte)(i % 10));
        }
        var options = new DatasetOptions { DataRoot = folder.Root, Download = false };
        using (var set = DatasetCatalog.Open("mnist", options))
            Assert.Equal((5L, 3L, 784 % 256), (set.Train.Count, set.Test.Count, set.Train.Inputs[1, 0, 0][0].ToInt32()));
        Archives.Idx(folder.Path("mnist", "t10k-labels-idx1-ubyte"), packed: false, [4], i => (byte)i);
        Assert.Contains("do not belong together", Assert.Throws<DatasetException>(() => DatasetCatalog.Open("mnist", options)).Message);
        Archives.Idx(folder.Path("mnist", "t10k-labels-idx1-ubyte"), packed: false, [3], i => 77);
        Assert.Contains("of class 77", Assert.Throws<DatasetException>(() => DatasetCatalog.Open("mnist", options)).Message);
    }

    [Fact]
    public void Emnist_is_read_from_inside_its_archive_upright()
    {
        using var folder = new Folder();
        using (var zip = ZipFile.Open(folder.Path("emnist", "gzip.zip"), ZipArchiveMode.Create))
            foreach (var (part, count) in new[] { ("train", 4), ("test", 2) })
            {
                var (images, labels) = (folder.Path("images.gz"), folder.Path("labels.gz"));
                Archives.Idx(images, packed: true, [count, 28, 28], i => (byte)(i % 28));
                Archives.Idx(labels, packed: true, [count], i => (byte)(i + 1));
                zip.CreateEntryFromFile(images, $"gzip/emnist-letters-{part}-images-idx3-ubyte.gz");
                zip.CreateEntryFromFile(labels, $"gzip/emnist-letters-{part}-labels-idx1-ubyte.gz");
            }
        using var set = DatasetCatalog.Open("emnist-letters", new DatasetOptions { DataRoot = folder.Root, Download = false });
        Assert.Equal([0, 1, 2, 3], set.Train.Targets.data<long>().ToArray());
        // In the file a pixel is its column's number; upright it is its row's.
        Assert.Equal(9, set.Train.Inputs[0, 0, 9][20].ToInt32());
        Assert.Equal("D", set.Classes[3]);
    }
}
