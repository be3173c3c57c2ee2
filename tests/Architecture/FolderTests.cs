using System.Reflection;
using Xunit;

namespace ModelZoo.Tests.Architecture;

/// <summary>Reads the compiled code. No folder may use another that uses it, directly or through others.</summary>
public class FolderTests
{
    private static readonly string[] Assemblies =
    [
        "ModelZoo.LibTorch", "ModelZoo.Datasets", "ModelZoo.Ideas", "ModelZoo.Models", "ModelZoo.Onnx",
        "ModelZoo.Training",
        "ModelZoo.Runs", "ModelZoo.Reports", "ModelZoo.Reproduce", "modelzoo-cli",
    ];

    [Fact]
    public void Folders_form_no_circle()
    {
        var arrows = Arrows();
        Assert.True(arrows.Count > 30, $"Only {arrows.Count} uses between folders were found.");
        var circles = arrows.Where(arrow => Reaches(arrows.Keys, arrow.Key.To, arrow.Key.From))
            .Select(arrow => $"{arrow.Key.From} -> {arrow.Key.To}: {arrow.Value}").Order().ToArray();
        Assert.True(circles.Length == 0, string.Join(Environment.NewLine, ["These uses form circles:", .. circles]));
    }

    [Fact]
    public void Every_folder_is_a_namespace()
    {
        var strays = Repository.Types().Where(type => type.Namespace != Expected(type.Folder))
            .Select(type => $"{type.Folder}: {type.Namespace}.{type.Name}");
        Assert.Empty(strays);

        static string Expected(string folder) => folder switch
        {
            "LibTorch/build" => "",   // compiled into programs that use the package
            _ when folder.StartsWith("ModelZoo", StringComparison.Ordinal) => folder.Replace('/', '.'),
            _ => $"ModelZoo.{folder.Replace('/', '.')}",
        };
    }

    // The pairs of folders where one uses the other, each with one example.
    private static Dictionary<(string From, string To), string> Arrows()
    {
        var folders = Repository.Types().DistinctBy(type => (type.Namespace, type.Name))
            .ToDictionary(type => $"{type.Namespace}.{type.Name}", type => type.Folder);
        var arrows = new Dictionary<(string, string), string>();
        foreach (var type in Assemblies.SelectMany(name => Assembly.Load(name).GetTypes()))
            if (folders.TryGetValue(Name(type), out var from))
                foreach (var other in TypeReferences.Of(type))
                    if (folders.TryGetValue(Name(other), out var to) && from != to)
                        arrows.TryAdd((from, to), $"{Name(type)} uses {Name(other)}");
        return arrows;
    }

    // A nested type counts as its outermost one.
    private static string Name(Type type)
    {
        while (type.DeclaringType is { } outer)
            type = outer;
        return $"{type.Namespace}.{type.Name.Split('`')[0]}";
    }

    private static bool Reaches(IEnumerable<(string From, string To)> arrows, string start, string end)
    {
        var next = arrows.ToLookup(arrow => arrow.From, arrow => arrow.To);
        var (seen, open) = (new HashSet<string> { start }, new Stack<string>([start]));
        while (open.TryPop(out var folder))
            foreach (var to in next[folder])
                if (seen.Add(to))
                    open.Push(to);
        return seen.Contains(end);
    }
}
