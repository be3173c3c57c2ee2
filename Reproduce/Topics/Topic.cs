namespace ModelZoo.Reproduce.Topics;

/// <summary>An idea of the textbooks, where they explain it, and the command that shows it.</summary>
/// <param name="Chapters">A book and its section.</param>
/// <param name="Command">What follows `dotnet run`.</param>
public sealed record Topic(
    string Group, string Idea, IReadOnlyList<(string Book, string Section)> Chapters, string Command)
{
    /// <summary>nndl: Qiu, "Neural Networks and Deep Learning". d2l: "Dive into Deep Learning".</summary>
    public static IReadOnlyList<string> Books { get; } = ["nndl", "d2l-zh", "d2l-en", "flower book"];

    /// <summary>All ideas: the lines of topics.tsv.</summary>
    public static IReadOnlyList<Topic> All { get; } = [.. Read()];

    public string Section(string book) => Chapters.FirstOrDefault(chapter => chapter.Book == book).Section ?? "";

    private static IEnumerable<Topic> Read()
    {
        using var reader = new StreamReader(typeof(Topic).Assembly.GetManifestResourceStream("topics.tsv")!);
        reader.ReadLine(); // the head
        while (reader.ReadLine() is { } line)
        {
            var cells = line.Split('\t');
            var chapters = Books.Zip(cells[2..6]).Where(chapter => chapter.Second.Length > 0);
            yield return new Topic(cells[0], cells[1], [.. chapters], cells[6]);
        }
    }
}
