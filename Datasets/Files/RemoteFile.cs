using System.Security.Cryptography;

namespace ModelZoo.Datasets.Files;

/// <summary>A published file.</summary>
/// <param name="Name">Its name in the data root.</param>
/// <param name="Bytes">Its length; 0 if that is not published, so that only the checksum is checked.</param>
/// <param name="Checksum">Hexadecimal: 32 digits are MD5, 40 SHA-1, 64 SHA-256.</param>
/// <param name="Addresses">Its mirrors, tried in this order.</param>
/// <param name="Alternatives">Other names for it: of the unpacked file, or the full path in a system package.</param>
public sealed record RemoteFile(string Name, long Bytes, string Checksum, IReadOnlyList<string> Addresses,
                                params IReadOnlyList<string> Alternatives)
{
    /// <summary>The most bytes that are accepted from a server.</summary>
    internal long MaxBytes => Bytes > 0 ? Bytes : 4L << 30;

    /// <summary>Weak ones are enough: they find damage, and the publishers give no stronger ones.</summary>
    internal HashAlgorithmName Algorithm => Checksum.Length switch
    {
        32 => HashAlgorithmName.MD5,
        40 => HashAlgorithmName.SHA1,
        _ => HashAlgorithmName.SHA256,
    };
}
