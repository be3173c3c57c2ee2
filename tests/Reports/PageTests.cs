
using System.Text.RegularExpressions;
using System.Xml.Linq;
using ModelZoo.Reports;
using ModelZoo.Reports.Compare;
using ModelZoo.Training.Names;
using SkiaSharp;
using Xunit;

namespace ModelZoo.Tests.Reports;

public class PageTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pages_fit_phone_and_desktop_and_say_nothing_on_the_console(bool dark)
    {
        Assert.SkipUnless(Chromium.Exists, "There is no /usr/bin/chromium to open pages with.");
        using var scratch = new Scratch();
        var (views, console) = Chromium.Open(scratch.Path, dark, [320, 390, 1280], Report(scratch), Compared(scratch));
        Assert.Empty(console);
        Assert.Equal(6, views.Length);
        Assert.All(views, view =>
        {
            Assert.True(view.ContentWidth <= view.Width, $"Page {view.Page} is {view.ContentWidth} wide in a window of {view.Width}.");
            Assert.Equal("", view.Outside);
            Assert.Equal(dark, view.IsDark);
            Assert.Equal(dark ? "rgb(21, 24, 27)" : "rgb(255, 255, 255)", view.Background);
            Assert.Equal(view.Page == 0 ? 16 : 0, view.Pictures);
            Assert.Equal(0, view.BrokenPictures);
        });
    }

    [Fact]
    public void A_page_is_one_file_without_scripts_that_fetches_nothing()
    {
        using var scratch = new Scratch();
        foreach (var page in new[] { Report(scratch), Compared(scratch) })
        {
            var text = File.ReadAllText(page);
            Assert.DoesNotContain("<script", text);
            Assert.DoesNotContain("http:", text.Replace("xmlns=\"http:", ""));
            Assert.DoesNotContain("https:", text);
            Assert.DoesNotMatch(new Regex("(src|href)=\"(?!data:)"), text);
        }
    }

    [Fact]
    public void The_report_shows_result_curves_exhibits_layers_and_settings()
    {
        using var scratch = new Scratch();
        var text = File.ReadAllText(Report(scratch));
        Assert.Contains("<div class=\"large\">74.00 %</div>", text);
        foreach (var section in new[] { "Curves", "Confusion matrix", "Worst mistakes", "Reconstructions", "Generated text", "Sequences", "Predictions", "Layers", "Settings" })
            Assert.Contains($"<h2>{section}</h2>", text);
        Assert.Contains("<title>epoch 2: test 72.00 %</title>", text);
        Assert.Contains("&lt;script&gt;alert(&#39;class&#39;)&lt;/script&gt;", text);
        Assert.Contains("<td>lr</td><td>0.1</td><td>command line</td>", text);
        Assert.Contains("<td>1</td><td>Linear</td><td>1&#160;&#215;&#160;3</td><td class=\"number\">51</td><td class=\"number\">48</td>", text);
    }

    [Fact]
    public void Curves_are_files_too()
    {
        using var scratch = new Scratch();
        var folder = Path.Combine(Path.GetDirectoryName(Report(scratch))!, "curves");
        Assert.Equal(["accuracy.png", "accuracy.svg", "loss.png", "loss.svg"], Directory.GetFiles(folder).Select(Path.GetFileName).Order());
        XNamespace svg = "http://www.w3.org/2000/svg";
        var drawing = XDocument.Load(Path.Combine(folder, "loss.svg")).Root!;
        Assert.Equal(6, drawing.Descendants(svg + "title").Count());
        using var pixels = SKBitmap.Decode(Path.Combine(folder, "loss.png"));
        Assert.Equal((1356, 936), (pixels.Width, pixels.Height));
        // The curve's own blue is on it, and the paper is white.
        Assert.InRange(pixels.Pixels.Count(pixel => pixel == new SKColor(0x00, 0x72, 0xB2)), 1000, 50_000);
        Assert.Equal(SKColors.White, pixels.GetPixel(0, 0));
    }

    [Fact]
    public void Seeds_are_taken_together_and_the_difference_is_told_in_words()
    {
        using var scratch = new Scratch();
        var comparison = new Comparison(Six(scratch));
        Assert.Equal(["lr 0.1", "lr 0.5"], comparison.Groups.Select(group => group.Name));
        Assert.All(comparison.Groups, group => Assert.Equal(3, group.Runs.Count));
        Assert.Equal(["lr", "seed"], comparison.Differing.Order());
        var verdict = Assert.Single(comparison.Verdicts());
        Assert.StartsWith("lr 0.5 has the better test accuracy than lr 0.1: 79.00 % ± 0.10 % (3 seeds) against 74.00 % ± 0.10 % (3 seeds). The difference is far more than noise", verdict);
    }

    [Fact]
    public void One_run_each_is_not_called_a_difference()
    {
        using var scratch = new Scratch();
        var comparison = new Comparison([Folders.Make(scratch["a"]).FullPath, Folders.Make(scratch["b"], lr: "0.5", shift: 0.1).FullPath]);
        Assert.Contains("cannot be told from one run each", Assert.Single(comparison.Verdicts()));
    }

    [Fact]
    public void What_cannot_be_compared_is_told_in_a_sentence()
    {
        using var scratch = new Scratch();
        var (one, empty) = (Folders.Make(scratch["a"]).FullPath, Folders.Make(scratch["b"], epochs: 0).FullPath);
        Assert.Contains("two runs or more", Assert.Throws<RecipeException>(() => new Comparison([one])).Message);
        Assert.Contains("more than once", Assert.Throws<RecipeException>(() => new Comparison([one, one + "/"])).Message);
        Assert.Contains("no finished epoch", Assert.Throws<RecipeException>(() => new Comparison([one, empty])).Message);
        Assert.Contains("is not the folder of a run", Assert.Throws<RecipeException>(() => new Comparison([one, scratch.Path])).Message);
        File.WriteAllText(Path.Combine(one, "metrics.csv"), "epoch,step\n1,many\n");
        Assert.Contains("metrics.csv is damaged", Assert.Throws<RecipeException>(() => RunRecord.Read(one)).Message);
    }

    [Fact]
    public void A_run_without_an_epoch_or_with_numbers_that_are_none_has_a_page()
    {
        using var scratch = new Scratch();
        Assert.Contains("No epoch has ended yet", File.ReadAllText(ReportPage.Write(Folders.Make(scratch["a"], epochs: 0))));
        var diverged = Folders.Make(scratch["b"]);
        diverged.WriteMetrics([Folders.Row(1), Folders.Row(2) with { Test = new Dictionary<string, double> { ["loss"] = double.NaN, ["accuracy"] = double.NaN } }]);
        Assert.Contains("not a number", File.ReadAllText(ReportPage.Write(diverged)));
    }

    private static string Report(Scratch scratch) => ReportPage.Write(Folders.Make(scratch["report"]), Folders.Everything());

    private static string Compared(Scratch scratch)
    {
        var path = scratch["compare.html"];
        ComparePage.Write(path, new Comparison(Six(scratch)));
        return path;
    }

    private static string[] Six(Scratch scratch) =>
        [.. Enumerable.Range(0, 6).Select(i => Folders.Make(scratch["six"], seed: $"{i % 3}", lr: i < 3 ? "0.1" : "0.5", shift: (i < 3 ? 0 : 0.05) + 0.001 * (i % 3 - 1)).FullPath)];
}
