using System.Diagnostics;
using System.Text.Json.Nodes;
using Xunit;

namespace ModelZoo.Tests;

/// <summary>The command line, started as a process of its own.</summary>
internal sealed class Program
{
    internal sealed record Ended(int Code, string Output, string Error)
    {
        /// <summary>The JSON of the last line, which must be RESULT {json}.</summary>
        internal JsonObject Result
        {
            get
            {
                var last = Output.TrimEnd().Split('\n')[^1];
                Assert.StartsWith("RESULT {", last);
                return (JsonObject)JsonNode.Parse(last["RESULT ".Length..])!;
            }
        }
    }

    private readonly Process _process;
    private readonly Task<string> _output, _error;

    private Program(
        string[] args, IReadOnlyDictionary<string, string>? environment, string? folder, string? installed = null)
    {
        // A shell that runs the tests in the background lets their children ignore Ctrl-C. env undoes that.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", "dotnet"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? AppContext.BaseDirectory,
        };
        start.ArgumentList.Add(Path.Combine(installed ?? AppContext.BaseDirectory, "modelzoo-cli.dll"));
        foreach (var arg in args)
            start.ArgumentList.Add(arg);
        // On a machine that is busy with tests, the fastest setting is a matter of chance.
        start.Environment["MODELZOO_TUNE"] = "off";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _output = _process.StandardOutput.ReadToEndAsync();
        _error = _process.StandardError.ReadToEndAsync();
    }

    internal static Program Start(params string[] args) => new(args, null, null);

    internal static Ended Run(params string[] args) => Start(args).Wait();

    internal static Ended RunWith(IReadOnlyDictionary<string, string> environment, params string[] args) =>
        new Program(args, environment, null).Wait();

    internal static Ended RunIn(string folder, params string[] args) => new Program(args, null, folder).Wait();

    /// <summary>Runs the copy of the program that lies in another folder.</summary>
    internal static Ended RunFrom(string installed, params string[] args) =>
        new Program(args, null, null, installed).Wait();

    internal bool HasExited => _process.HasExited;

    internal void Signal(int number) => Shell($"kill -{number} {_process.Id}").WaitForExit();

    /// <summary>Sends a thousand signals a second until the program has ended.</summary>
    internal Process SignalOnAndOn(int number) =>
        Shell($"while kill -{number} {_process.Id} 2> /dev/null; do sleep 0.001; done");

    internal void Kill() => _process.Kill();

    internal Ended Wait()
    {
        if (!_process.WaitForExit(TimeSpan.FromMinutes(3)))
        {
            _process.Kill();
            Assert.Fail($"The program did not end. It printed: {_output.Result}{_error.Result}");
        }
        _process.WaitForExit();
        return new Ended(_process.ExitCode, _output.Result, _error.Result);
    }

    private static Process Shell(string command) => Process.Start("sh", ["-c", command]);
}
