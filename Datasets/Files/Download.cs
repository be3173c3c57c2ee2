using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace ModelZoo.Datasets.Files;

/// <summary>The download of one file into a partial file, which later attempts resume.</summary>
internal sealed class Download(RemoteFile file, string partial, IProgress<DownloadProgress>? progress)
{
    private static readonly SocketsHttpHandler Connections = new() { ConnectTimeout = TimeSpan.FromSeconds(15) };
    private static readonly HttpClient Client = new(Connections) { Timeout = Timeout.InfiniteTimeSpan };

    internal string Partial { get; } = partial;

    /// <summary>Returns null if the partial file is now complete and right, else the reason.</summary>
    internal string? Try(string address)
    {
        try
        {
            long have = File.Exists(Partial) ? new FileInfo(Partial).Length : 0;
            // Without a published length nobody knows whether the partial file is complete: start again.
            if (file.Bytes == 0 || have > file.Bytes)
                have = 0;
            var refusal = have < file.MaxBytes ? Receive(address, have) : null;
            return refusal ?? Verify();
        }
        catch (OperationCanceledException)
        {
            return $"the server sent nothing for {Downloader.StallTimeout.TotalSeconds:0.#} seconds";
        }
        catch (HttpRequestException e)
        {
            return e.InnerException?.Message ?? e.Message;
        }
        catch (HttpIOException e)
        {
            return $"the connection broke ({e.Message})";
        }
    }

    // Returns why the server's answer is of no use, or null.
    private string? Receive(string address, long have)
    {
        using var stalled = new CancellationTokenSource(Downloader.StallTimeout);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (have > 0)
            request.Headers.Range = new RangeHeaderValue(have, null);
        using var response = Client.Send(request, HttpCompletionOption.ResponseHeadersRead, stalled.Token);
        if (!response.IsSuccessStatusCode)
        {
            if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
                File.Delete(Partial);
            return $"the server answers {(int)response.StatusCode} {response.ReasonPhrase}";
        }
        if (response.StatusCode != HttpStatusCode.PartialContent)
            have = 0;
        else if (response.Content.Headers.ContentRange?.From != have)
        {
            File.Delete(Partial);
            return $"the server does not answer from byte {have:N0} on, as it was asked to";
        }
        Save(response.Content, have, stalled);
        return null;
    }

    private void Save(HttpContent content, long have, CancellationTokenSource stalled)
    {
        using var source = content.ReadAsStream(stalled.Token);
        using var target = new FileStream(Partial, have > 0 ? FileMode.Append : FileMode.Create, FileAccess.Write);
        var buffer = new byte[1 << 16];
        long total = file.Bytes > 0 ? file.Bytes : have + content.Headers.ContentLength ?? 0;
        progress?.Report(new DownloadProgress(file.Name, have, total));
        try
        {
            while (have <= file.MaxBytes)
            {
                stalled.CancelAfter(Downloader.StallTimeout);
                // Only the asynchronous read obeys the token.
                int read = source.ReadAsync(buffer, stalled.Token).AsTask().GetAwaiter().GetResult();
                if (read == 0)
                    break;
                target.Write(buffer, 0, read);
                have += read;
                progress?.Report(new DownloadProgress(file.Name, have, total));
            }
            target.Flush(flushToDisk: true);
        }
        finally
        {
            progress?.Report(new DownloadProgress(file.Name, have, total, Ended: true));
        }
    }

    // A wrong file is deleted. A short one is kept, to be resumed.
    private string? Verify()
    {
        long length;
        string checksum;
        using (var written = File.OpenRead(Partial))
        {
            length = written.Length;
            if (length < file.Bytes)
                return $"it sent {length:N0} of {file.Bytes:N0} bytes";
            checksum = Convert.ToHexStringLower(CryptographicOperations.HashData(file.Algorithm, written));
        }
        bool tooLong = file.Bytes > 0 && length > file.Bytes;
        if (!tooLong && checksum == file.Checksum)
            return null;
        File.Delete(Partial);
        return tooLong
            ? $"it sent more than the {file.Bytes:N0} bytes published"
            : $"what it sent has the checksum {checksum}, not {file.Checksum}";
    }
}
