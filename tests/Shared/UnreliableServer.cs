
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ModelZoo.Tests;

/// <summary>An HTTP server on the loopback address that treats its n-th connection as the test says.</summary>
internal sealed class UnreliableServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<int, long, Answer> _answers;
    private readonly List<long> _starts = [];
    private readonly Task _serving;

    /// <param name="Body">What is sent.</param>
    /// <param name="Length">What the header says.</param>
    /// <param name="Stall">Then silence, instead of an end.</param>
    internal sealed record Answer(byte[] Body, long Length, int Status = 200, long From = 0, bool Stall = false);

    /// <param name="answers">Given the connection's number and the byte it asks to go on from.</param>
    internal UnreliableServer(Func<int, long, Answer> answers)
    {
        _answers = answers;
        _listener.Start();
        _serving = Task.Run(Serve);
    }

    internal string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/file";

    /// <summary>Variables for a program whose requests all come here, and which finds no data of the machine's.</summary>
    internal Dictionary<string, string> AsProxy(string root)
    {
        var proxy = new Uri(Address).GetLeftPart(UriPartial.Authority);
        return new() { ["http_proxy"] = proxy, ["https_proxy"] = proxy, ["no_proxy"] = "", ["XDG_DATA_HOME"] = root, ["MODELZOO_DATA"] = "" };
    }

    /// <summary>From which byte each connection wanted the file.</summary>
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
            // The test is over, or its client has hung up, as clients of such a server do.
        }
    }

    private async Task Reply(NetworkStream stream, int number)
    {
        var request = new StringBuilder();
        var buffer = new byte[4096];
        while (!request.ToString().Contains("\r\n\r\n"))
            request.Append(Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, _stop.Token)));
        var range = request.ToString().Split("\r\n").FirstOrDefault(line => line.StartsWith("Range: bytes=", StringComparison.Ordinal));
        long start = range is null ? 0 : long.Parse(range["Range: bytes=".Length..].TrimEnd('-'));
        _starts.Add(start);
        var answer = _answers(number, start);
        var partial = answer.Status == 206 ? $"Content-Range: bytes {answer.From}-{answer.From + answer.Length - 1}/*\r\n" : "";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {answer.Status} Answer\r\nContent-Length: {answer.Length}\r\n{partial}Connection: close\r\n\r\n"), _stop.Token);
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
