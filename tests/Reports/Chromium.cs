using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace ModelZoo.Tests.Reports;

/// <summary>Opens pages in a headless Chromium, in a frame for each page and width.</summary>
internal static partial class Chromium
{
    private const string Program = "/usr/bin/chromium";

    private const string Script = """
        onload = () => {
          const views = [...document.querySelectorAll('iframe')].map(frame => {
            const page = frame.contentDocument, width = frame.clientWidth, images = [...page.images];
            const outside = [...page.querySelectorAll('body *')].filter(e =>
              !e.closest('.scroll') && !e.closest('svg') && e.getBoundingClientRect().right > width + 0.5);
            return {
              Page: +frame.dataset.page,
              Width: width,
              IsDark: frame.contentWindow.matchMedia('(prefers-color-scheme: dark)').matches,
              Background: frame.contentWindow.getComputedStyle(page.body).backgroundColor,
              ContentWidth: page.documentElement.scrollWidth,
              Pictures: images.length,
              BrokenPictures: images.filter(i => !i.complete || i.naturalWidth == 0).length,
              Outside: outside.map(e => e.tagName + '.' + e.className).join(' '),
            };
          });
          document.getElementById('views').textContent = JSON.stringify(views);
        };
        """;

    internal static bool Exists => File.Exists(Program);

    internal sealed record View(
        int Page,
        int Width,
        bool IsDark,
        string Background,
        int ContentWidth,
        int Pictures,
        int BrokenPictures,
        string Outside);

    /// <summary>Each page in a window of each width, and the console's messages.</summary>
    internal static (View[] Views, string[] Console) Open(
        string scratch, bool dark, int[] widths, params string[] pages)
    {
        var frames = from page in pages.Index()
                     let content = WebUtility.HtmlEncode(File.ReadAllText(page.Item))
                     from width in widths
                     let style = $"width:{width}px;height:800px;border:0"
                     select $"<iframe data-page=\"{page.Index}\" style=\"{style}\" srcdoc=\"{content}\"></iframe>";
        var wrapper = Path.Combine(scratch, $"frames-{dark}.html");
        File.WriteAllText(wrapper, $"""
            <!doctype html><meta name="color-scheme" content="light dark"><body style="width:4000px">
            {string.Join('\n', frames)}<pre id="views"></pre><script>{Script}</script>
            """);
        string[] arguments =
        [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            $"--user-data-dir={Path.Combine(scratch, "profile-" + dark)}",
            "--enable-logging=stderr",
            $"--blink-settings=preferredColorScheme={(dark ? 0 : 1)}",
            "--window-size=4000,2000",
            "--dump-dom",
            "file://" + wrapper,
        ];
        var start = new ProcessStartInfo(Program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var found = Views().Match(output);
        Assert.True(found.Success, $"Chromium gave no views: {error.Result}");
        var views = JsonNode.Parse(WebUtility.HtmlDecode(found.Groups[1].Value)).Deserialize<View[]>()!;
        return (views, [.. error.Result.Split('\n').Where(line => line.Contains("CONSOLE"))]);
    }

    [GeneratedRegex("<pre id=\"views\">(\\[.*?\\])</pre>", RegexOptions.Singleline)]
    private static partial Regex Views();
}
