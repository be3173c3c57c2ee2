
using System.Security.Cryptography;

namespace ModelZoo.Datasets.Files;

/// <summary>A published file: its name in the data root, its bytes, where it is published, and the checksum published with it.</summary>
/// <param name="Bytes">Its length; 0 where that is not published, and the checksum alone must do.</param>
/// <param name="Checksum">Hexadecimal; its length says which: 32 digits MD5, 40 SHA-1, 64 SHA-256.</param>
/// <param name="Alternatives">Other names that serve as well: unpacked, or as a system's package calls it (with its full path).</param>
public sealed record RemoteFile(string Name, long Bytes, string Checksum, IReadOnlyList<string> Addresses, params IReadOnlyList<string> Alternatives)
{
    /// <summary>More than this is not taken from any server.</summary>
    internal long Most => Bytes > 0 ? Bytes : 4L << 30;

#pragma warning disable CA5350, CA5351 // These find damage, not malice: the publishers give no stronger ones.
    internal IncrementalHash NewHash() => IncrementalHash.CreateHash(Checksum.Length switch
    {
        32 => HashAlgorithmName.MD5,
        40 => HashAlgorithmName.SHA1,
        _ => HashAlgorithmName.SHA256,
    });
#pragma warning restore CA5350, CA5351
}
