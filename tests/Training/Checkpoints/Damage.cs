using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace ModelZoo.Tests.Training.Checkpoints;

/// <summary>Ways to damage a file, as disks, networks and people do.</summary>
internal static partial class Damage
{
    // Replacements for a value: of another type, far too long or deep, or out of range.
    private static readonly string[] Wrong =
    [
        "null", "true", "\"text\"", "-1", "1e999", "9223372036854775807", "[]", "{}", "[1,2,3,4,5,6,7,8,9]", "0.5",
        "\"" + new string('x', 5000) + "\"", new string('[', 200) + new string(']', 200), "NaN", "\"\\ud800\"",
    ];

    [GeneratedRegex(@"-?\d+(\.\d+)?|""[^""]*""|\[[^\[\]]*\]|null|true")]
    private static partial Regex Value();

    /// <summary>Changes bytes anywhere: flips, other bytes, cuts, insertions, and lengths of all ones.</summary>
    internal static byte[] Bytes(byte[] sound, Random random)
    {
        var bytes = sound.ToList();
        int at = random.Next(3) == 0 ? random.Next(Math.Min(16, bytes.Count)) : random.Next(bytes.Count);
        switch (random.Next(6))
        {
            case 0 or 1:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 2:
                bytes[at] ^= (byte)random.Next(1, 256);
                break;
            case 3:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 4:
                bytes.InsertRange(at, sound.Take(random.Next(1, 40)));
                break;
            default:
                for (int i = at; i < Math.Min(at + 8, bytes.Count); i++)
                    bytes[i] = 0xFF;
                break;
        }
        return [.. bytes];
    }

    /// <summary>Replaces one value of a JSON text, or of a safetensors header, whose length is corrected.</summary>
    internal static byte[] Types(string name, byte[] sound, Random random)
    {
        bool tensors = name.EndsWith(".safetensors", StringComparison.Ordinal);
        int length = tensors ? (int)BitConverter.ToInt64(sound) : sound.Length, start = tensors ? 8 : 0;
        var text = Encoding.UTF8.GetString(sound, start, length);
        var values = Value().Matches(text);
        var value = values[random.Next(values.Count)];
        var wrong = Wrong[random.Next(Wrong.Length)];
        var changed = Encoding.UTF8.GetBytes(text[..value.Index] + wrong + text[(value.Index + value.Length)..]);
        return tensors
            ? [.. BitConverter.GetBytes((long)changed.Length), .. changed, .. sound.AsSpan(8 + length)]
            : changed;
    }

    /// <summary>Changes a text file of a checkpoint and corrects its checksum.</summary>
    internal static void Rewrite(string folder, string file, Func<string, string> change) =>
        Rewrite(folder, file, Encoding.UTF8.GetBytes(change(File.ReadAllText(Path.Combine(folder, file)))));

    internal static void Rewrite(string folder, string file, byte[] bytes)
    {
        File.WriteAllBytes(Path.Combine(folder, file), bytes);
        var sums = Path.Combine(folder, "SHA256SUMS");
        var sum = $"{Convert.ToHexStringLower(SHA256.HashData(bytes))}  {file}";
        File.WriteAllLines(sums, File.ReadAllLines(sums)
            .Select(line => line.EndsWith(file, StringComparison.Ordinal) ? sum : line));
    }
}
