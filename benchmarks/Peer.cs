using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace ModelZoo.Benchmarks;

/// <summary>
/// A Python program in peers/ that does the same work as a benchmark. It stays alive between its turns: a line that it
/// is sent is answered by a line of numbers.
/// </summary>
internal sealed class Peer : IDisposable
{
    // Debian's own python3 is the one that the package python3-torch belongs to.
    internal static string Python => File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";

    private readonly string _script;
    private readonly Process _process;

    internal Peer(
        string script, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        _script = script;
        var start = new ProcessStartInfo(Python, [Script(script), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        _process = Process.Start(start)!;
    }

    internal static string Script(string name, [CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "peers", name);

    internal double[] Ask(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
        var answer = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException(
            $"peers/{_script} ended without an answer to '{line}': see its message above, or run scripts/bench once, "
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
