using System.Runtime.InteropServices;

namespace ModelZoo.Cli;

/// <summary>The first Ctrl-C or SIGTERM asks for a checkpoint and an end; the second ends the program at once.</summary>
internal sealed class Signals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;

    internal Signals() => _registrations =
        [PosixSignalRegistration.Create(PosixSignal.SIGINT, Ask), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ask)];

    internal CancellationToken Stop => _stop.Token;

    /// <summary>The exit code for the signal that came.</summary>
    internal int Code { get; private set; } = ExitCode.Interrupted;

    private void Ask(PosixSignalContext context)
    {
        int code = context.Signal == PosixSignal.SIGTERM ? ExitCode.Terminated : ExitCode.Interrupted;
        if (_stop.IsCancellationRequested)
            Environment.Exit(code);
        context.Cancel = true;
        Code = code;
        Console.Error.WriteLine("modelzoo: stopping after this step, with a checkpoint. Once more stops at once.");
        _stop.Cancel();
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
    }
}
