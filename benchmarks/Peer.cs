using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using ModelZoo.LibTorch.Runtime;
using ModelZoo.Training.Names;

namespace ModelZoo.Benchmarks;

/// <summary>
/// A program in peers/ that does the same work as a benchmark. It stays alive between its turns: a line that it is sent
/// is answered by a line of numbers.
/// </summary>
internal sealed class Peer : IDisposable
{
    private readonly string _name;
    private readonly Process _process;

    private Peer(string name, string program, IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        _name = name;
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (variable, value) in environment ?? new Dictionary<string, string>())
            start.Environment[variable] = value;
        _process = Process.Start(start)!;
    }

    // Debian's own python3 is the one that the package python3-torch belongs to.
    internal static string Python { get; set; } = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    internal static Peer InPython(
        string script, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null) =>
        new(script, Python, [Script(script), .. arguments], environment);

    /// <summary>The same work written for TorchSharp alone. It is built with the solution.</summary>
    internal static Peer PlainTorchSharp()
    {
        const string name = "PlainTorchSharp";
        var program = Path.Combine(Places.Repository(), "artifacts", "bin", name, "release", $"{name}.dll");
        if (!File.Exists(program))
            throw new RecipeException($"{program} is missing: run dotnet build once.");
        // The settings that this process has made for itself do not reach the other: .NET hands on what it was given.
        string[] copy = NativeLibraries.LibTorchCpu != 0 && NativeLibraries.Copy is { } patched
            ? [RuntimeFacts.Folder!, patched.Path] : [];
        return new(name, "dotnet", [program, .. copy]);
    }

    internal static string Script(string name, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "peers", name);

    internal double[] Ask(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
        var answer = _process.StandardOutput.ReadLine() ?? throw new RecipeException(
            $"peers/{_name} ended without an answer to '{line}': see its message above, or run scripts/bench once, "
            + "which installs PyTorch.");
        return [.. answer.Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(2000))
            _process.Kill();
        _process.Dispose();
    }
}
