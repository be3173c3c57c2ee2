using SkiaSharp;
using Xunit;

namespace ModelZoo.Tests.Datasets;

/// <summary>Issue 22, A 8 and 12: what is odd about the user's own files is said.</summary>
public class OwnFilesTests
{
    private static void Picture(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var bitmap = new SKBitmap(4, 4);
        using var file = File.Create(path);
        var format = Path.GetExtension(path) == ".webp" ? SKEncodedImageFormat.Webp : SKEncodedImageFormat.Png;
        bitmap.Encode(file, format, 100);
    }

    private static string Refused(string path) =>
        Assert.Throws<DatasetException>(() => DatasetCatalog.Open(path)).Message;

    [Fact]
    public void Folder_without_train_is_split_by_ratio_with_a_note()
    {
        using var scratch = new Scratch();
        for (int i = 0; i < 10; i++)
            foreach (var name in new[] { "cats", "dogs" })
                Picture(scratch[$"pets/{name}/{i}.{(i == 0 ? "webp" : "png")}"]);
        using var pets = DatasetCatalog.Open(scratch["pets"]);
        Assert.Equal(["cats", "dogs"], pets.Classes);
        Assert.Equal((16, 4), (pets.Train.Count, pets.Test.Count));
        Assert.Contains("has no test folder: 4 of its 20 pictures are held out", Assert.Single(pets.Notes));
    }

    [Fact]
    public void Skipped_files_are_counted_and_named()
    {
        using var scratch = new Scratch();
        foreach (var place in new[] { "train/a", "train/b", "test/a", "test/b" })
            Picture(scratch[$"own/{place}/1.png"]);
        File.WriteAllText(scratch["own/train/a/notes.txt"], "");
        File.WriteAllText(scratch["own/train/b/scan.tiff"], "");
        using var own = DatasetCatalog.Open(scratch["own"]);
        Assert.EndsWith(
            "2 files are not pictures and were skipped: a/notes.txt, b/scan.tiff.", Assert.Single(own.Notes));
    }

    [Fact]
    public void Empty_class_folder_and_single_class_are_refused()
    {
        using var scratch = new Scratch();
        Picture(scratch["one/train/a/1.png"]);
        Picture(scratch["one/test/a/1.png"]);
        Assert.Contains("has one class only, 'a'", Refused(scratch["one"]));
        Directory.CreateDirectory(scratch["one/train/b"]);
        Assert.Contains("has no picture", Refused(scratch["one"]));
    }

    [Fact]
    public void Table_without_a_header_is_noticed()
    {
        using var scratch = new Scratch();
        File.WriteAllText(scratch["bare.csv"], "5.1,3.5,setosa\n4.9,3.0,setosa\n6.2,2.9,virginica\n");
        Assert.Contains("has no header: its first line, '5.1,3.5,setosa'", Refused(scratch["bare.csv"]));
        File.WriteAllText(scratch["one.csv"], "x,kind\n1,a\n2,a\n3,a\n");
        Assert.Contains("has one class only, 'a'", Refused(scratch["one.csv"]));
    }
}
