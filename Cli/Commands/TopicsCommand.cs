using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using ModelZoo.Cli.Display;
using ModelZoo.Reproduce.Topics;
using ModelZoo.Tables;
using ModelZoo.Training.Names;

namespace ModelZoo.Cli.Commands;

/// <summary>topics: the ideas of the textbooks, with the command that shows each.</summary>
internal static class TopicsCommand
{
    /// <param name="run">Runs a command line and returns its exit code.</param>
    internal static Command Verb(Func<string[], int> run)
    {
        var words = new Argument<string[]>("word")
        {
            Description = "show only ideas with these words",
            Arity = ArgumentArity.ZeroOrMore,
        };
        var quick = Options.Switch("--quick", "run the command of each idea in a short form, and report failures");
        var json = Options.Json();
        var about = Options.About("List the textbooks' ideas and a command for each", "topics attention");
        var verb = new Command("topics", about) { words, quick, json };
        verb.SetAction(parsed =>
        {
            var found = Find(parsed.GetValue(words) ?? []);
            if (parsed.GetValue(quick))
            {
                Options.Refuse(parsed, "--quick prints RESULT", json);
                return RunAll(found, run);
            }
            if (parsed.GetValue(json))
                Output.Json(found.Select(Json));
            else
                TextTable.Write(["idea", .. Topic.Books, "command"],
                    found.Select(topic => (string[])
                        [topic.Idea, .. Topic.Books.Select(topic.Section), $"dotnet run {topic.Command}"]),
                    dispensable: [4, 2, 3, 1]);
            return ExitCode.Done;
        });
        return verb;
    }

    private static Topic[] Find(string[] words)
    {
        Topic[] found = [.. Topic.All.Where(topic => words.All(word =>
            $"{topic.Group} {topic.Idea} {topic.Command}".Contains(word, StringComparison.OrdinalIgnoreCase)))];
        return found.Length > 0 ? found : throw new RecipeException(
            $"No idea has '{string.Join(' ', words)}' in its name. `topics` without a word lists all.");
    }

    private static JsonObject Json(Topic topic)
    {
        var chapters = topic.Chapters.Select(chapter => KeyValuePair.Create(chapter.Book, (JsonNode?)chapter.Section));
        return new JsonObject
        {
            ["idea"] = topic.Idea,
            ["chapters"] = new JsonObject(chapters),
            ["command"] = $"dotnet run {topic.Command}",
        };
    }

    private static int RunAll(IReadOnlyList<Topic> topics, Func<string[], int> run)
    {
        var folder = Directory.CreateTempSubdirectory("modelzoo-topics").FullName;
        var watch = Stopwatch.StartNew();
        var commands = topics.Select(topic => topic.Command).Distinct().ToArray();
        var failed = commands.Where(command => !Succeeds(command, folder, run)).ToArray();
        Directory.Delete(folder, recursive: true);
        Output.Result(Output.Object(("commands", commands.Length), ("failed", failed),
            ("seconds", Math.Round(watch.Elapsed.TotalSeconds, 1))));
        return failed.Length > 0 ? ExitCode.Failed : ExitCode.Done;
    }

    // Each runs in this process: to start one and to load libtorch takes longer than most of the commands.
    private static bool Succeeds(string command, string folder, Func<string[], int> run)
    {
        var watch = Stopwatch.StartNew();
        var (screen, printed) = (Console.Out, new StringWriter());
        Console.SetOut(printed);
        int code;
        try
        {
            code = run([.. Short(command, folder)]);
        }
        finally
        {
            Console.SetOut(screen);
        }
        var verdict = code == ExitCode.Done ? "ok" : $"FAILED with exit code {code}";
        screen.WriteLine($"{verdict}  {watch.Elapsed.TotalSeconds,5:F1} s  {command}");
        if (code != ExitCode.Done)
            screen.WriteLine(printed);
        return code == ExitCode.Done;
    }

    // A few steps on a few examples show that a command works.
    internal static IEnumerable<string> Short(string command, string folder)
    {
        var words = command.Split(' ').Where(word => word != "--").ToArray();
        // A text cannot be shortened to a few windows: one batch needs more.
        var model = words.SkipWhile(word => word != "--model").ElementAtOrDefault(1);
        var few = model is null || Zoo.Find(model).Task == TaskKind.LanguageModel
            ? "" : "--limit-train 256 --limit-test 64 ";
        var added = words[0] switch
        {
            "reproduce" => "--epochs 1 --output",
            "tune" or "cross-validate" => $"--epochs 1 {few}--output",
            "find-lr" => $"{few}--output",
            _ when words[0].StartsWith('-') => $"--steps 4 {few}--output",
            _ => "",
        };
        return added.Length == 0 ? words : [.. words, .. added.Split(' '), folder];
    }
}
