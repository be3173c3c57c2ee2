using System.Text.RegularExpressions;

namespace ModelZoo.Tests.Architecture.Spelling;

/// <summary>The sentences in a page or a source file, without code. Line numbers stay right.</summary>
internal static partial class Prose
{
    /// <summary>The text of a page, without code, comments and the targets of links.</summary>
    internal static string OfPage(string text) => MarkdownCode().Replace(text, Blank);

    /// <summary>The comments of a source file, and its strings of at least three words: messages and help.</summary>
    internal static string OfCode(string text)
    {
        var prose = new char[text.Length];
        for (int i = 0; i < prose.Length; i++)
            prose[i] = text[i] == '\n' ? '\n' : ' ';
        foreach (Match match in Token().Matches(text))
        {
            var (comment, literal) = (match.Groups["comment"], match.Groups["string"]);
            if (comment.Success)
                Markup().Replace(comment.Value, Blank).CopyTo(prose.AsSpan(comment.Index));
            else if (literal.Success && literal.Value.Trim().Count(letter => letter == ' ') >= 2)
                Inserted().Replace(literal.Value, Blank).CopyTo(prose.AsSpan(literal.Index));
        }
        return new string(prose);
    }

    /// <summary>
    /// The words of a text in small letters, with their lines. What has capitals, digits or dots inside is code.
    /// </summary>
    internal static IEnumerable<(int Line, string Word)> Words(string prose) =>
        from line in prose.Split('\n').Index()
        from match in Word().Matches(line.Item)
        let word = match.Value.TrimEnd('.').ToLowerInvariant()
        where word.Length > 2 && match.Value.TrimEnd('.').Skip(1).All(char.IsAsciiLetterLower)
        select (line.Index + 1, word);

    private static string Blank(Match match) =>
        new([.. match.Value.Select(letter => letter == '\n' ? '\n' : ' ')]);

    [GeneratedRegex(@"```.*?```|^(?:    |\t)[^\n]*$|`[^`\n]*`|<!--.*?-->|\]\([^)]*\)|https?://\S+|<[^<>\n]*>",
        RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex MarkdownCode();

    [GeneratedRegex("""
        //(?<comment>[^\n]*)
        |"{3}.*?"{3}
        |@?"(?<string>(?:\\.|[^"\\\n])*)"
        |'(?:\\.|[^'\\\n])*'
        """, RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Token();

    // In comments: tags, addresses, and code in backticks.
    [GeneratedRegex(@"<[^<>\n]*>|https?://\S+|`[^`\n]*`")]
    private static partial Regex Markup();

    // In strings: inserted values, escapes such as \n, options such as --lr, tags, and colors such as [grey].
    [GeneratedRegex(@"\{[^{}]*\}|\\.|--?[a-z][a-z-]*|<[^<>\n]*>|\[/?[a-z ]*\]|https?://\S+")]
    private static partial Regex Inserted();

    [GeneratedRegex(@"(?<![\w./\\-])[A-Za-z][\w.]*")]
    private static partial Regex Word();
}
