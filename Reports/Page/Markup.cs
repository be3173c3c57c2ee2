
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace ModelZoo.Reports.Page;

/// <summary>A piece of HTML. What an interpolated text puts into one is escaped, unless it is markup itself: names come from users' folders.</summary>
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
        _text.Append(WebUtility.HtmlEncode(value is IFormattable number ? number.ToString(format, null) : value?.ToString()));

    public override string ToString() => _text.ToString();
}
