using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace ModelZoo.Reports.Page;

/// <summary>A piece of HTML. Interpolated texts are escaped unless they are markup: users choose names.</summary>
internal readonly record struct Markup(string Value)
{
    internal static readonly Markup None = new("");

    internal static Markup Of(MarkupHandler pieces) => new(pieces.ToString());

    internal static Markup Join(IEnumerable<Markup> parts) => new(string.Concat(parts.Select(part => part.Value)));

    public override string ToString() => Value;
}

[InterpolatedStringHandler]
internal readonly struct MarkupHandler(int literalLength, int formattedCount)
{
    private readonly StringBuilder _text = new(literalLength + 16 * formattedCount);

    public void AppendLiteral(string literal) => _text.Append(literal);
    public void AppendFormatted(Markup markup) => _text.Append(markup.Value);
    public void AppendFormatted(IEnumerable<Markup> parts) => _text.Append(Markup.Join(parts).Value);
    public void AppendFormatted<T>(T value, string? format = null) =>
        _text.Append(WebUtility.HtmlEncode(string.Format(CultureInfo.InvariantCulture, $"{{0:{format}}}", value)));

    public override string ToString() => _text.ToString();
}
