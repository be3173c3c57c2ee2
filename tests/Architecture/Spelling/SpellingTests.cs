using Xunit;

namespace ModelZoo.Tests.Architecture.Spelling;

/// <summary>Checks the spelling of pages, comments, help and messages: American, as .NET and PyTorch spell.</summary>
public class SpellingTests
{
    private static readonly string Here = Path.Combine(Repository.Root, "tests", "Architecture", "Spelling");

    private static readonly WordList Known = new(Path.Combine(Here, "english.txt"), Path.Combine(Here, "project.txt"));

    public static TheoryData<string> Folders => [.. Repository.Product, "Common"];

    [Fact]
    public void Pages_are_spelled_right() => Check(Repository.Pages, Prose.OfPage);

    [Theory]
    [MemberData(nameof(Folders))]
    public void Comments_help_and_messages_are_spelled_right(string folder) =>
        Check(Repository.Files(folder, "*.cs"), Prose.OfCode);

    [Theory]
    [InlineData("colour")]
    [InlineData("normalise")]
    [InlineData("normalised")]
    [InlineData("initialisation")]
    [InlineData("catalogue")]
    [InlineData("behaviour")]
    [InlineData("labelled")]
    [InlineData("centre")]
    [InlineData("licence")]
    [InlineData("recieve")]
    public void Word_is_a_mistake(string word) => Assert.False(Known.Contains(word));

    [Theory]
    [InlineData("color")]
    [InlineData("normalized")]
    [InlineData("cutting")]
    [InlineData("carries")]
    [InlineData("tensors")]
    public void Word_is_known(string word) => Assert.True(Known.Contains(word));

    [Fact]
    public void Mistakes_are_found_in_strings_and_comments_but_not_in_code()
    {
        const string Code = """
            var colour = 1; // The colour of colourMap.
            throw new Exception($"The {colour} is `x` \n centre of the plot.");
            """;
        Assert.Equal([(1, "colour"), (2, "centre")], Mistakes(Prose.OfCode(Code)));
    }

    [Fact]
    public void Project_words_are_sorted_and_listed_once()
    {
        var words = File.ReadAllLines(Path.Combine(Here, "project.txt"));
        Assert.Equal(words.Distinct().Order(StringComparer.Ordinal), words);
    }

    private static void Check(IEnumerable<string> paths, Func<string, string> prose)
    {
        var mistakes = from path in paths
                       from mistake in Mistakes(prose(File.ReadAllText(path)))
                       select $"{Path.GetRelativePath(Repository.Root, path)}:{mistake.Line}: {mistake.Word}";
        Assert.True(!mistakes.Any(), "Correct these words, or add them to tests/Architecture/Spelling/project.txt:\n"
            + string.Join('\n', mistakes));
    }

    private static IEnumerable<(int Line, string Word)> Mistakes(string prose) =>
        Prose.Words(prose).Where(found => !Known.Contains(found.Word));
}
