using ModelZoo.Training.Checkpoints;
using Xunit;
using static TorchSharp.torch;

namespace ModelZoo.Tests.Training.Checkpoints;

/// <summary>MODELZOO_MUTATIONS sets how many damaged checkpoints are tried. Each is rejected as a whole.</summary>
public class DamagedCheckpointTests
{
    private static readonly int Count = int.Parse(Environment.GetEnvironmentVariable("MODELZOO_MUTATIONS") ?? "1600");

    [Fact]
    public void Any_changed_file_is_rejected_with_a_reason()
    {
        using var scope = NewDisposeScope();
        using var scratch = new Scratch();
        Handles.Collect();
        Small.Checkpoint().Save(scratch["last"]);
        var sound = Contents(scratch["last"], Small.Files);
        var random = new Random(3);
        for (int i = 0; i < Count; i++)
        {
            var name = Small.Files[i % Small.Files.Length];
            var path = Path.Combine(scratch["last"], name);
            var bytes = i % 3 == 0 && name != "SHA256SUMS"
                ? Damage.Types(name, sound[name], random)
                : Damage.Bytes(sound[name], random);
            if (bytes.AsSpan().SequenceEqual(sound[name]) || (name == "SHA256SUMS" && SameLines(sound[name], bytes)))
                continue;
            File.WriteAllBytes(path, bytes);
            IsRejected(scratch["last"], i, bytes);
            File.WriteAllBytes(path, sound[name]);
        }
        Assert.Equal(5, Checkpoint.Load(scratch["last"]).Trainer.Step);
    }

    [Fact]
    public void Changed_file_with_the_right_checksum_is_rejected_or_loaded_as_a_whole()
    {
        using var scope = NewDisposeScope();
        using var scratch = new Scratch();
        Handles.Collect();
        Small.Checkpoint().Save(scratch["last"]);
        string[] files = Small.Files[1..];
        var sound = Contents(scratch["last"], files);
        var random = new Random(4);
        int rejected = 0;
        for (int i = 0; i < Count; i++)
        {
            var name = files[i % files.Length];
            var bytes = random.Next(2) == 0
                ? Damage.Types(name, sound[name], random)
                : Damage.Bytes(sound[name], random);
            Damage.Rewrite(scratch["last"], name, bytes);
            long alive = Tensor.TotalCount, before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                using var own = NewDisposeScope();
                var loaded = Checkpoint.Load(scratch["last"]);
                object?[] parts = [loaded.Settings, loaded.Arguments, loaded.Trainer, loaded.Loader];
                Assert.DoesNotContain(null, parts);
            }
            catch (CheckpointException error)
            {
                rejected++;
                IsOneSentence(error, scratch["last"]);
            }
            catch (Exception error) when (error is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"change {i} of {name} ({Convert.ToBase64String(bytes)}): {error}");
            }
            Assert.Equal(alive, Tensor.TotalCount);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
            Damage.Rewrite(scratch["last"], name, sound[name]);
        }
        Assert.InRange(rejected, Count / 4, Count);
    }

    private static Dictionary<string, byte[]> Contents(string folder, string[] files) =>
        files.ToDictionary(name => name, name => File.ReadAllBytes(Path.Combine(folder, name)));

    private static void IsRejected(string folder, int number, byte[] bytes)
    {
        long alive = Tensor.TotalCount;
        try
        {
            Checkpoint.Load(folder);
        }
        catch (CheckpointException error)
        {
            IsOneSentence(error, folder);
            Assert.Equal(alive, Tensor.TotalCount);
            return;
        }
        Assert.Fail($"change {number} was loaded ({Convert.ToBase64String(bytes)})");
    }

    private static void IsOneSentence(CheckpointException error, string folder)
    {
        Assert.Contains(folder, error.Message);
        Assert.DoesNotContain("   at ", error.Message);
    }

    // Another line break changes no checksum.
    private static bool SameLines(byte[] left, byte[] right) => Lines(left).SequenceEqual(Lines(right));

    private static IEnumerable<string> Lines(byte[] bytes)
    {
        using var reader = new StreamReader(new MemoryStream(bytes));
        while (reader.ReadLine() is { } line)
            yield return line;
    }
}
