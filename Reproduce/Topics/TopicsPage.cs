namespace ModelZoo.Reproduce.Topics;

/// <summary>docs/textbooks.md: all ideas with the chapters of the books and a command for each.</summary>
public static class TopicsPage
{
    private const string Head = """
        # Textbooks

        This page answers where an idea of the textbooks is found here, and which command shows it. It is made from
        `Reproduce/Topics/topics.tsv` by the tests of `tests/Cli`; `dotnet run topics` prints the same table.
        `scripts/topics --quick` runs each command in a short form.

        - nndl: X. Qiu, *Neural Networks and Deep Learning* (2020), in Chinese
        - d2l-zh, d2l-en: A. Zhang and others, *Dive into Deep Learning*, second Chinese edition and English edition 1.0
        - flower book: I. Goodfellow, Y. Bengio, A. Courville, *Deep Learning* (2016)
        """;

    public static string Text()
    {
        var groups = Topic.All.GroupBy(topic => topic.Group).Select(group => $"""
            ## {group.Key}

            | idea | {string.Join(" | ", Topic.Books)} | command |
            |---|---|---|---|---|---|
            {string.Join('\n', group.Select(Row))}
            """);
        return string.Join("\n\n", groups.Prepend(Head)) + "\n";
    }

    private static string Row(Topic topic) =>
        $"| {topic.Idea} | {string.Join(" | ", Topic.Books.Select(topic.Section))} | `dotnet run {topic.Command}` |";
}
