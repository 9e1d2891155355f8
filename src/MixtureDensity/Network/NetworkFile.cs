using System.Text.Json;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>The file of a single network.</summary>
/// <remarks>
/// 8 bytes "MDNNET" and the version as 2 digits, the length of the header, the header in JSON, then the numbers of all
/// parameters and buffers in the order of their names, little-endian in the network's dtype, and the SHA-256 of all
/// before.
/// </remarks>
internal static class NetworkFile
{
    // So that a damaged header cannot ask for more memory than there is.
    private const long MaxNumbers = 1L << 28;

    private static ReadOnlySpan<byte> Magic => "MDNNET01"u8;

    /// <summary>Serialises a network.</summary>
    /// <exception cref="InvalidOperationException">It is in another precision than single or double, or too
    /// large.</exception>
    public static byte[] Write(MixtureDensityNetwork network)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var described = NetworkHeader.From(network);
        if (described.Dtype is not (ScalarType.Float32 or ScalarType.Float64))
            throw new InvalidOperationException(
                $"The network is {described.Dtype}, and a file holds Float32 or Float64; convert it with .to(...).");
        if (described.Numbers > MaxNumbers)
            throw new InvalidOperationException(
                $"The network has {described.Numbers} weights, and a file holds at most {MaxNumbers}.");
        byte[] header = JsonSerializer.SerializeToUtf8Bytes(described, NetworkHeaderJson.Default.NetworkHeader);
        return SealedFile.Write(Magic, header, [.. State(network)]);
    }

    /// <summary>Reads a network.</summary>
    /// <exception cref="InvalidDataException">It is not a network file; the message says why.</exception>
    public static MixtureDensityNetwork Read(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith(Magic[..6]))
            throw new InvalidDataException("it is no file of a network");
        if (!file.StartsWith(Magic))
            throw new InvalidDataException("it is of another version");
        SealedFile.Open(file, Magic.Length, out ReadOnlySpan<byte> header, out ReadOnlySpan<byte> numbers);
        return Build(Header(header), numbers);
    }

    private static NetworkHeader Header(ReadOnlySpan<byte> json)
    {
        try
        {
            if (JsonSerializer.Deserialize(json, NetworkHeaderJson.Default.NetworkHeader) is { } header
                && header.Numbers <= MaxNumbers)
                return header;
        }
        catch (Exception e) when (e is JsonException or OverflowException or ArgumentException)
        {
            throw new InvalidDataException("its header is damaged", e);
        }
        throw new InvalidDataException("its header is damaged");
    }

    private static MixtureDensityNetwork Build(NetworkHeader header, ReadOnlySpan<byte> numbers)
    {
        MixtureDensityNetwork network;
        try
        {
            network = header.NewNetwork();
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"its header is damaged: {e.Message}", e);
        }
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor[] state = [.. State(network)];
        if (state.Sum(tensor => tensor.numel() * tensor.ElementSize) != numbers.Length)
        {
            network.Dispose();
            throw new InvalidDataException("it is damaged: its numbers do not fill its network");
        }
        foreach (Tensor tensor in state)
        {
            Span<byte> own = tensor.bytes;
            numbers[..own.Length].CopyTo(own);
            numbers = numbers[own.Length..];
        }
        return network;
    }

    private static IEnumerable<Tensor> State(MixtureDensityNetwork network) =>
        network.state_dict().OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => s.Value);
}
