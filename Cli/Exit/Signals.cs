using System.Runtime.InteropServices;
using ModelZoo.Cli.Display;
using Spectre.Console;

namespace ModelZoo.Cli.Exit;

/// <summary>
/// The first Ctrl-C or SIGTERM, or a closed terminal, stops the run with a checkpoint. A second Ctrl-C or SIGTERM ends
/// the program at once.
/// </summary>
internal sealed class Signals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;

    internal Signals() => _registrations = Array.ConvertAll(
        [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP],
        signal => PosixSignalRegistration.Create(signal, Handle));

    internal CancellationToken Stop => _stop.Token;

    /// <summary>The exit code for the signal that came.</summary>
    internal int Code { get; private set; } = ExitCode.Interrupted;

    private void Handle(PosixSignalContext context)
    {
        bool hungUp = context.Signal == PosixSignal.SIGHUP;
        int code = context.Signal switch
        {
            PosixSignal.SIGHUP => ExitCode.HungUp,
            PosixSignal.SIGTERM => ExitCode.Terminated,
            _ => ExitCode.Interrupted,
        };
        // SIGHUP comes twice when a terminal closes: from the kernel and from the shell.
        if (_stop.IsCancellationRequested && !hungUp)
            Environment.Exit(code);
        context.Cancel = true;
        if (_stop.IsCancellationRequested)
            return;
        Code = code;
        if (hungUp)
            LeaveTerminal();
        Output.Warn("stopping after this step with a checkpoint. Press Ctrl-C again to stop at once.");
        _stop.Cancel();
    }

    // Writing to a closed terminal fails, and would end the run before its checkpoint.
    private static void LeaveTerminal()
    {
        if (!Console.IsOutputRedirected)
        {
            Console.SetOut(TextWriter.Null);
            AnsiConsole.Profile.Out = new AnsiConsoleOutput(TextWriter.Null);
        }
        if (!Console.IsErrorRedirected)
            Console.SetError(TextWriter.Null);
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
    }
}
