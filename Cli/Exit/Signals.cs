
using System.Runtime.InteropServices;
using Spectre.Console;

namespace ModelZoo.Cli.Exit;

/// <summary>The first Ctrl-C or SIGTERM, or a terminal that goes, asks for a checkpoint and an end; a second Ctrl-C or SIGTERM ends the program at once.</summary>
internal sealed class Signals : IDisposable
{
    private static readonly PosixSignal[] Ends = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];

    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;

    internal Signals() => _registrations = Array.ConvertAll(Ends, signal => PosixSignalRegistration.Create(signal, Ask));

    internal CancellationToken Stop => _stop.Token;

    /// <summary>The exit code for the signal that came.</summary>
    internal int Code { get; private set; } = ExitCode.Interrupted;

    private void Ask(PosixSignalContext context)
    {
        bool hungUp = context.Signal == PosixSignal.SIGHUP;
        int code = hungUp ? ExitCode.HungUp : context.Signal == PosixSignal.SIGTERM ? ExitCode.Terminated : ExitCode.Interrupted;
        // A closing terminal says so by the kernel and once more by the shell.
        if (_stop.IsCancellationRequested && !hungUp)
            Environment.Exit(code);
        context.Cancel = true;
        if (_stop.IsCancellationRequested)
            return;
        Code = code;
        if (hungUp)
            LeaveTerminal();
        Console.Error.WriteLine("modelzoo: stopping after this step, with a checkpoint. Once more stops at once.");
        _stop.Cancel();
    }

    // Whatever is written to a terminal that is gone fails, and would take the checkpoint with it.
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
