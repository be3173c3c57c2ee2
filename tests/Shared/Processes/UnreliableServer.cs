using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ModelZoo.Tests;

/// <summary>An HTTP server on this machine. The test chooses how it answers each connection.</summary>
internal sealed class UnreliableServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<int, long, Answer> _answers;
    private readonly List<long> _starts = [];
    private readonly Task _serving;

    /// <param name="Body">The bytes that are sent.</param>
    /// <param name="Length">The length that the header claims.</param>
    /// <param name="Stall">Send nothing more, and keep the connection open.</param>
    internal sealed record Answer(byte[] Body, long Length, int Status = 200, long From = 0, bool Stall = false);

    /// <param name="answers">Gets the number of the connection and the first byte that it asks for.</param>
    internal UnreliableServer(Func<int, long, Answer> answers)
    {
        _answers = answers;
        _listener.Start();
        _serving = Task.Run(Serve);
    }

    internal string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/file";

    /// <summary>Environment variables that send a program's requests here and hide this machine's data.</summary>
    internal Dictionary<string, string> AsProxy(string root)
    {
        var proxy = new Uri(Address).GetLeftPart(UriPartial.Authority);
        return new()
        {
            ["http_proxy"] = proxy,
            ["https_proxy"] = proxy,
            ["no_proxy"] = "",
            ["XDG_DATA_HOME"] = root,
            ["MODELZOO_DATA"] = "",
        };
    }

    /// <summary>The first byte that each connection asked for.</summary>
    internal IReadOnlyList<long> Starts => _starts;

    private async Task Serve()
    {
        try
        {
            for (int number = 0; ; number++)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                await Reply(client.GetStream(), number);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The test has ended, or the client closed the connection.
        }
    }

    private async Task Reply(NetworkStream stream, int number)
    {
        var request = new StringBuilder();
        var buffer = new byte[4096];
        while (!request.ToString().Contains("\r\n\r\n"))
            request.Append(Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, _stop.Token)));
        const string Range = "Range: bytes=";
        var range = request.ToString().Split("\r\n")
            .FirstOrDefault(line => line.StartsWith(Range, StringComparison.Ordinal));
        long start = range is null ? 0 : long.Parse(range[Range.Length..].TrimEnd('-'));
        _starts.Add(start);
        var answer = _answers(number, start);
        var header = $"HTTP/1.1 {answer.Status} Answer\r\nContent-Length: {answer.Length}\r\n";
        if (answer.Status == 206)
            header += $"Content-Range: bytes {answer.From}-{answer.From + answer.Length - 1}/*\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{header}Connection: close\r\n\r\n"), _stop.Token);
        await stream.WriteAsync(answer.Body, _stop.Token);
        if (answer.Stall)
            await Task.Delay(TimeSpan.FromSeconds(3), _stop.Token);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _serving.Wait(TimeSpan.FromSeconds(5));
        _stop.Dispose();
    }
}
