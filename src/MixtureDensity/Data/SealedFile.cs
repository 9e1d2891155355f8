using System.Buffers.Binary;
using System.Security.Cryptography;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>
/// What the files of models and of networks have in common: a prefix that names the format, the length of a header, the
/// header in JSON, numbers as little-endian, and the SHA-256 of everything before it.
/// </summary>
internal static class SealedFile
{
    /// <summary>Writes a file.</summary>
    /// <param name="prefix">The name and version of the format.</param>
    /// <param name="header">The header.</param>
    /// <param name="numbers">The tensors with the numbers.</param>
    public static byte[] Write(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> header, IReadOnlyList<Tensor> numbers)
    {
        int place = prefix.Length + sizeof(int) + header.Length;
        // Into the file itself: copies of the weights would take more memory than the training.
        byte[] file = new byte[place + numbers.Sum(n => n.numel() * n.ElementSize) + SHA256.HashSizeInBytes];
        prefix.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(prefix.Length), header.Length);
        header.CopyTo(file.AsSpan(prefix.Length + sizeof(int)));
        foreach (Tensor tensor in numbers)
        {
            using Tensor flat = tensor.detach().cpu().contiguous();
            flat.bytes.CopyTo(file.AsSpan(place));
            place += flat.bytes.Length;
        }
        SHA256.HashData(file.AsSpan(..place), file.AsSpan(place));
        return file;
    }

    /// <summary>Checks a file, and finds its parts.</summary>
    /// <param name="file">The file.</param>
    /// <param name="prefix">The length of its prefix.</param>
    /// <param name="header">The header.</param>
    /// <param name="numbers">The numbers.</param>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static void Open(
        ReadOnlySpan<byte> file, int prefix, out ReadOnlySpan<byte> header, out ReadOnlySpan<byte> numbers)
    {
        int place = prefix + sizeof(int);
        if (file.Length < place + SHA256.HashSizeInBytes || !SHA256
            .HashData(file[..^SHA256.HashSizeInBytes]).AsSpan().SequenceEqual(file[^SHA256.HashSizeInBytes..]))
            throw new InvalidDataException("it is damaged or cut short: its checksum does not fit its content");
        ReadOnlySpan<byte> content = file[place..^SHA256.HashSizeInBytes];
        int length = BinaryPrimitives.ReadInt32LittleEndian(file[prefix..]);
        if (length < 0 || length > content.Length)
            throw new InvalidDataException("it is damaged: its header is longer than the file");
        header = content[..length];
        numbers = content[length..];
    }
}
