using System.Diagnostics;
using System.Globalization;

namespace ModelZoo.Cli.Bench;

/// <summary>The same cases elsewhere.</summary>
internal interface IPeer : IDisposable
{
    string Name { get; }

    /// <summary>Milliseconds of a step.</summary>
    double Measure(string name, double seconds);
}

/// <summary>Another program, which waits between its turns: a line `case seconds` is answered by `ms threads`, or `ms threads megabytes`.</summary>
internal sealed class Peer : IPeer
{
    private readonly Process _process;

    internal Peer(string name, string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?> environment)
    {
        Name = name;
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (var (variable, value) in environment)
            start.Environment[variable] = value;
        _process = Process.Start(start) ?? throw new IOException($"{program} does not start.");
    }

    public string Name { get; }

    /// <summary>What the program has held at most, where it tells.</summary>
    internal long PeakMegabytes { get; private set; }

    public double Measure(string name, double seconds)
    {
        _process.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {seconds}"));
        _process.StandardInput.Flush();
        var answer = _process.StandardOutput.ReadLine()?.Split(' ')
            ?? throw new IOException($"The peer {Name} ended without an answer to {name}: its message is above.");
        PeakMegabytes = answer.Length > 2 ? long.Parse(answer[2], CultureInfo.InvariantCulture) : 0;
        return double.Parse(answer[0], CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(2000))
            _process.Kill();
        _process.Dispose();
    }
}
