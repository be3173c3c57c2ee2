using SkiaSharp;

namespace ModelZoo.Reports.Charts;

/// <summary>
/// Colors that people with any color vision tell apart, adjusted for contrast with the paper. After M. Okabe and K.
/// Ito, "Color universal design", 2008.
/// </summary>
internal static class Palette
{
    /// <summary>Colors of curves: c0 to c7.</summary>
    internal const int Count = 8;

    private static readonly (string Name, string OnWhite, string OnDark)[] Colors =
    [
        ("text", "#1b1f23", "#e6e9ec"),
        ("muted", "#57606a", "#9aa4ae"),
        ("grid", "#e1e5e9", "#2d333a"),
        ("paper", "#ffffff", "#15181b"),
        ("c0", "#0072b2", "#56b4e9"),
        ("c1", "#d55e00", "#ff9248"),
        ("c2", "#008a66", "#2fc79b"),
        ("c3", "#b0568a", "#e39ac6"),
        ("c4", "#a67500", "#f0c04a"),
        ("c5", "#3c4a9e", "#9aa8ff"),
        ("c6", "#5b5f63", "#c3c9ce"),
        ("c7", "#8a2b2b", "#ff8f8f"),
    ];

    /// <summary>The name of a curve's color. A ninth curve has the first one's.</summary>
    internal static string Curve(int number) => $"c{number % Count}";

    /// <summary>As custom properties of CSS.</summary>
    internal static string Css(bool dark) =>
        string.Concat(Colors.Select(color => $"--{color.Name}:{(dark ? color.OnDark : color.OnWhite)};"));

    internal static string HexOnWhite(string name) => Colors.First(color => color.Name == name).OnWhite;

    internal static SKColor OnWhite(string name) => SKColor.Parse(HexOnWhite(name));
}
