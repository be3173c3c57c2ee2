namespace ModelZoo.Reports.Charts;

/// <summary>
/// Colours that people with any colour vision tell apart, darkened or lightened for contrast with the paper; after M. Okabe, K. Ito,
/// "Color universal design", 2008.
/// </summary>
internal static class Palette
{
    internal const int Count = 8;

    /// <summary>Ink, on white paper, on dark paper.</summary>
    internal static readonly (string Ink, string Light, string Dark)[] Colours =
    [
        ("text", "#1b1f23", "#e6e9ec"), ("muted", "#57606a", "#9aa4ae"), ("grid", "#e1e5e9", "#2d333a"), ("paper", "#ffffff", "#15181b"),
        ("c0", "#0072b2", "#56b4e9"), ("c1", "#d55e00", "#ff9248"), ("c2", "#008a66", "#2fc79b"), ("c3", "#b0568a", "#e39ac6"),
        ("c4", "#a67500", "#f0c04a"), ("c5", "#3c4a9e", "#9aa8ff"), ("c6", "#5b5f63", "#c3c9ce"), ("c7", "#8a2b2b", "#ff8f8f"),
    ];

    /// <summary>As custom properties of CSS.</summary>
    internal static string Css(bool dark) => string.Concat(Colours.Select(colour => $"--{colour.Ink}:{(dark ? colour.Dark : colour.Light)};"));

    internal static string LightHex(int curve) => Colours.First(colour => colour.Ink == $"c{curve % Count}").Light;

    internal static (byte R, byte G, byte B) Light(string ink)
    {
        var value = Convert.ToInt32(Colours.First(colour => colour.Ink == ink).Light[1..], 16);
        return ((byte)(value >> 16), (byte)(value >> 8), (byte)value);
    }
}
