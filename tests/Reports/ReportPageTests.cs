using System.Text.RegularExpressions;
using System.Xml.Linq;
using ModelZoo.Reports;
using ModelZoo.Reports.Compare;
using SkiaSharp;
using Xunit;

namespace ModelZoo.Tests.Reports;

/// <summary>The pages of one run and of several.</summary>
public class ReportPageTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Pages_fit_phone_and_desktop_without_console_messages(bool dark)
    {
        Assert.SkipUnless(Chromium.Exists, "There is no /usr/bin/chromium to open pages with.");
        using var scratch = new Scratch();
        var (views, console) = Chromium.Open(scratch.Path, dark, [320, 390, 1280], Report(scratch), Compared(scratch));
        Assert.Empty(console);
        Assert.Equal(6, views.Length);
        Assert.All(views, view =>
        {
            Assert.True(
                view.ContentWidth <= view.Width,
                $"Page {view.Page} is {view.ContentWidth} wide in a window of {view.Width}.");
            Assert.Equal("", view.Outside);
            Assert.Equal(dark, view.IsDark);
            Assert.Equal(dark ? "rgb(21, 24, 27)" : "rgb(255, 255, 255)", view.Background);
            Assert.Equal(view.Page == 0 ? 16 : 0, view.Pictures);
            Assert.Equal(0, view.BrokenPictures);
        });
    }

    [Fact]
    public void Page_is_one_file_without_scripts_that_loads_nothing()
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
    public void Report_shows_result_curves_exhibits_layers_and_settings()
    {
        using var scratch = new Scratch();
        var text = File.ReadAllText(Report(scratch));
        Assert.Contains("<div class=\"large\">74.00 %</div>", text);
        string[] sections =
        [
            "Curves", "Confusion matrix", "Worst mistakes", "Reconstructions", "Generated text", "Sequences",
            "Predictions", "Layers", "Settings",
        ];
        foreach (var section in sections)
            Assert.Contains($"<h2>{section}</h2>", text);
        Assert.Contains("<title>epoch 2: test 72.00 %</title>", text);
        Assert.Contains("&lt;script&gt;alert(&#39;class&#39;)&lt;/script&gt;", text);
        Assert.Contains("<td>lr</td><td>0.1</td><td>command line</td>", text);
        Assert.Contains(
            "<td>1</td><td>Linear</td><td>1&#160;&#215;&#160;3</td>"
            + "<td class=\"number\">51</td><td class=\"number\">48</td>",
            text);
    }

    [Fact]
    public void Curves_are_written_as_svg_and_png()
    {
        using var scratch = new Scratch();
        var folder = Path.Combine(Path.GetDirectoryName(Report(scratch))!, "curves");
        var files = Directory.GetFiles(folder).Select(Path.GetFileName).Order();
        Assert.Equal(["accuracy.png", "accuracy.svg", "loss.png", "loss.svg"], files);
        XNamespace svg = "http://www.w3.org/2000/svg";
        var drawing = XDocument.Load(Path.Combine(folder, "loss.svg")).Root!;
        Assert.Equal(6, drawing.Descendants(svg + "title").Count());
        using var pixels = SKBitmap.Decode(Path.Combine(folder, "loss.png"));
        Assert.Equal((1356, 936), (pixels.Width, pixels.Height));
        // The color of the test curve, on white paper.
        Assert.InRange(pixels.Pixels.Count(pixel => pixel == new SKColor(0x00, 0x72, 0xB2)), 1000, 50_000);
        Assert.Equal(SKColors.White, pixels.GetPixel(0, 0));
    }

    [Fact]
    public void Runs_without_epochs_and_diverged_runs_have_a_page()
    {
        using var scratch = new Scratch();
        var empty = ReportPage.Write(SampleRuns.Make(scratch["a"], epochs: 0));
        Assert.Contains("No epoch has ended yet", File.ReadAllText(empty));
        var diverged = SampleRuns.Make(scratch["b"]);
        var test = new Dictionary<string, double> { ["loss"] = double.NaN, ["accuracy"] = double.NaN };
        diverged.WriteMetrics([SampleRuns.Row(1), SampleRuns.Row(2) with { Test = test }]);
        Assert.Contains("not a number", File.ReadAllText(ReportPage.Write(diverged)));
    }

    private static string Report(Scratch scratch) =>
        ReportPage.Write(SampleRuns.Make(scratch["report"]), SampleRuns.Everything());

    private static string Compared(Scratch scratch)
    {
        var path = scratch["compare.html"];
        ComparePage.Write(path, new Comparison(SampleRuns.TwoRatesOfThreeSeeds(scratch)));
        return path;
    }
}
