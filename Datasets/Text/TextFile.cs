using System.Text;

namespace ModelZoo.Datasets;

/// <summary>A text as it lies on disk: UTF-8, or UTF-16 or UTF-32 with its mark; plain or gzipped.</summary>
internal static class TextFile
{
    private static readonly Encoding[] Marked = [new UTF32Encoding(false, true, true), new UTF32Encoding(true, true, true), new UnicodeEncoding(false, true, true), new UnicodeEncoding(true, true, true), new UTF8Encoding(true, true)];

    internal static string Read(string path)
    {
        using var content = Content.Open(path);
        return Read(content);
    }

    internal static string Read(Content content)
    {
        var bytes = content.ReadAll();
        // UTF-32's little-endian mark begins with UTF-16's, so it is asked first.
        var encoding = Array.Find(Marked, candidate => bytes.AsSpan().StartsWith(candidate.Preamble)) ?? Marked[^1];
        int mark = bytes.AsSpan().StartsWith(encoding.Preamble) ? encoding.Preamble.Length : 0;
        try
        {
            var text = encoding.GetString(bytes, mark, bytes.Length - mark);
            int zero = text.IndexOf('\0');
            if (zero >= 0)
                throw new DatasetException($"{content.Path} has a zero at character {zero:N0}, so it is no text: give a text file.");
            return text.Length > 0 ? text : throw new DatasetException($"{content.Path} is empty: give a file with text in it.");
        }
        catch (DecoderFallbackException e)
        {
            throw new DatasetException($"{content.Path} is not {encoding.WebName} text: byte {mark + e.Index:N0} does not belong there. Save it as UTF-8.", e);
        }
    }
}
