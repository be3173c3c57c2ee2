
using System.Net;
using System.Net.Http.Headers;

namespace ModelZoo.Datasets.Files;

/// <summary>How far a download is. Total is 0 while unknown; an attempt that has ended need not have received it.</summary>
public readonly record struct DownloadProgress(string File, long Received, long Total, bool Ended = false);

/// <summary>
/// Fetches a published file: from each mirror in turn, on from where an earlier attempt broke off, into a temporary name beside its place,
/// which it takes only if length and checksum are right.
/// </summary>
public static class Downloader
{
    private const int Attempts = 3;
    private static readonly HttpClient Client = new(new SocketsHttpHandler { ConnectTimeout = TimeSpan.FromSeconds(15) }) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Told how downloads go where DatasetOptions says nothing: a program sets it once, for whatever it opens.</summary>
    public static IProgress<DownloadProgress>? Progress { get; set; }

    /// <summary>How long a server may be silent before it is given up.</summary>
    internal static TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Returns the path when the whole file lies there; throws what `explain` makes of the last reason.</summary>
    internal static string Fetch(RemoteFile file, string path, IProgress<DownloadProgress>? progress, Func<string, string> explain)
    {
        var reasons = new List<string>();
        var partial = $"{path}.part";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            // One process at a time writes the partial file; another that wants it waits here until the file is whole or given up.
            using var turn = Turn($"{path}.lock");
            if (File.Exists(path))
                return path;
            for (int attempt = 0; attempt < Attempts; attempt++)
                foreach (var address in file.Addresses)
                {
                    var reason = Try(file, address, partial, progress);
                    if (reason is null)
                    {
                        File.Move(partial, path, overwrite: true);
                        return path;
                    }
                    reasons.Add($"{new Uri(address).Host}: {reason}");
                }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetException(explain($"{path} cannot be written: {e.Message}"), e);
        }
        throw new DatasetException(explain(string.Join("; ", reasons.Distinct())));
    }

    // Null when the partial file is whole and right, else why not. What is wrong is removed, what is merely short is kept to go on from.
    private static string? Try(RemoteFile file, string address, string partial, IProgress<DownloadProgress>? progress)
    {
        try
        {
            using var silence = new CancellationTokenSource(Patience);
            long have = File.Exists(partial) ? new FileInfo(partial).Length : 0;
            // Of an unpublished length nobody can say whether the part here is whole: it is fetched anew.
            if (file.Bytes == 0 || have > file.Bytes)
                have = 0;
            if (have < file.Most)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, address);
                if (have > 0)
                    request.Headers.Range = new RangeHeaderValue(have, null);
                using var response = Client.Send(request, HttpCompletionOption.ResponseHeadersRead, silence.Token);
                if (!response.IsSuccessStatusCode)
                {
                    if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
                        File.Delete(partial);
                    return $"the server answers {(int)response.StatusCode} {response.ReasonPhrase}";
                }
                bool goesOn = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == have;
                if (response.StatusCode == HttpStatusCode.PartialContent && !goesOn)
                {
                    File.Delete(partial);
                    return $"the server answers another stretch than the one from byte {have:N0} that it was asked for";
                }
                Save(response, file, partial, goesOn ? have : 0, progress, silence);
            }
            return Check(file, partial);
        }
        catch (OperationCanceledException)
        {
            return $"the server was silent for {Patience.TotalSeconds:0.#} seconds";
        }
        catch (HttpRequestException e)
        {
            return e.InnerException?.Message ?? e.Message;
        }
        catch (HttpIOException e)
        {
            return $"the connection broke off ({e.Message})";
        }
    }

    private static void Save(HttpResponseMessage response, RemoteFile file, string partial, long have, IProgress<DownloadProgress>? progress, CancellationTokenSource silence)
    {
        using var source = response.Content.ReadAsStream(silence.Token);
        using var target = new FileStream(partial, have > 0 ? FileMode.Append : FileMode.Create, FileAccess.Write);
        var buffer = new byte[1 << 16];
        long total = file.Bytes > 0 ? file.Bytes : have + response.Content.Headers.ContentLength ?? 0;
        progress?.Report(new DownloadProgress(file.Name, have, total));
        try
        {
            while (have <= file.Most)
            {
                silence.CancelAfter(Patience);
                // A read that is not asynchronous does not hear the token.
                int read = source.ReadAsync(buffer, silence.Token).AsTask().GetAwaiter().GetResult();
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

    private static string? Check(RemoteFile file, string partial)
    {
        using var hash = file.NewHash();
        long length;
        using (var written = File.OpenRead(partial))
        {
            length = written.Length;
            if (length < file.Bytes)
                return $"it sent {length:N0} of {file.Bytes:N0} bytes";
            var buffer = new byte[1 << 16];
            for (int read; (read = written.Read(buffer)) > 0;)
                hash.AppendData(buffer, 0, read);
        }
        var sum = Convert.ToHexStringLower(hash.GetHashAndReset());
        if ((file.Bytes == 0 || length == file.Bytes) && sum == file.Checksum)
            return null;
        File.Delete(partial);
        return file.Bytes > 0 && length > file.Bytes ? $"it sent more than the {file.Bytes:N0} bytes published" : $"what it sent has the checksum {sum}, not {file.Checksum}";
    }

    private static FileStream Turn(string path)
    {
        for (var until = DateTime.UtcNow.AddMinutes(30); ; Thread.Sleep(200))
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException) when (DateTime.UtcNow < until && File.Exists(path))
            {
            }
        }
    }
}
