using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>
/// A model in one file: eight letters, the format's version, the length of a JSON header and the header, the weights as
/// little-endian float32, and a SHA-256 of all that. Reading it runs no code and believes no number in it unchecked.
/// </summary>
public static class ModelFile
{
    private const int FormatVersion = 3;
    private const int MaxFile = 1 << 30;
    private const int PrefixLength = 16;

    internal const int MaxNetworks = 1000;

    // Eight tenths of the largest file: the rest is for names and categories.
    internal const long MaxWeights = 200_000_000;

    private static ReadOnlySpan<byte> Magic => "MDNMODEL"u8;

    private static readonly JsonSerializerOptions Json = new()
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() },
    };

    /// <summary>The bytes of a model's file.</summary>
    /// <param name="model">The model, its networks all alike but for their weights, in single precision, and in the
    /// units of its schema.</param>
    /// <exception cref="ArgumentException">
    /// The networks differ in more than their weights, one is standardised by itself or in double precision, they do
    /// not fit the schema,
    /// or a size or a weight is none that <see cref="Read"/> takes.
    /// </exception>
    /// <exception cref="ModelSizeException">The model has more networks or weights than a file holds.</exception>
    public static byte[] Write(DensityModel model)
    {
        ModelHeader described = ModelHeader.From(model);
        if (!model.Networks.All(n => IsAlike(n, model.Networks[0])))
            throw new ArgumentException("The networks of a model in a file differ in their weights alone.",
                nameof(model));
        if (model.Networks.Any(n => n.IsStandardized || n.Dtype != ScalarType.Float32))
            throw new ArgumentException(
                "The networks of a model in a file are in single precision, and in the units of its schema.",
                nameof(model));
        CheckSize(described.Networks, described.WeightCount);
        if (described.FindError() is { } fault)
            throw new ArgumentException($"No file holds this model: {fault}.", nameof(model));
        byte[] header = JsonSerializer.SerializeToUtf8Bytes(described, Json);
        float[] values = [.. model.Networks.SelectMany(Weights)
            .SelectMany(t => t.cpu().contiguous().data<float>().ToArray())];
        if (values.Length != described.WeightCount || !values.All(float.IsFinite))
            throw new ArgumentException(
                "The networks of a model in a file fit the columns of its schema, and their weights are finite.",
                nameof(model));
        byte[] weights = MemoryMarshal.AsBytes<float>(values).ToArray();
        byte[] file = new byte[PrefixLength + header.Length + weights.Length + SHA256.HashSizeInBytes];
        Magic.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(8), FormatVersion);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(12), header.Length);
        header.CopyTo(file, PrefixLength);
        weights.CopyTo(file, PrefixLength + header.Length);
        SHA256.HashData(file.AsSpan(..^SHA256.HashSizeInBytes), file.AsSpan(^SHA256.HashSizeInBytes..));
        return file;
    }

    /// <summary>The model that a file holds.</summary>
    /// <param name="file">The file, read to its end.</param>
    /// <exception cref="InvalidDataException">It is no model of this format, or not the whole of one; the message says
    /// what is wrong.</exception>
    public static DensityModel Read(Stream file)
    {
        byte[] bytes = ReadAll(file);
        if (bytes.Length < PrefixLength + SHA256.HashSizeInBytes)
            throw new InvalidDataException("it is cut short");
        int version = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8));
        if (version > FormatVersion)
            throw new InvalidDataException(
                $"it has format version {version}, and this program reads version {FormatVersion}; use a newer "
                    + $"program");
        if (version is > 0 and < FormatVersion)
            throw new InvalidDataException(
                $"it has format version {version}, and this program reads version {FormatVersion}; fit the model "
                    + $"again");
        ReadOnlySpan<byte> content = bytes.AsSpan(..^SHA256.HashSizeInBytes);
        if (version < 1 || !SHA256.HashData(content).AsSpan().SequenceEqual(bytes.AsSpan(^SHA256.HashSizeInBytes..)))
            throw new InvalidDataException("it is damaged or cut short: its checksum does not fit its content");

        int headerLength = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(12));
        if (headerLength < 0 || headerLength > content.Length - PrefixLength)
            throw new InvalidDataException("it is damaged: its header is longer than the file");
        ModelHeader header = ReadHeader(content.Slice(PrefixLength, headerLength));
        ReadOnlySpan<byte> weights = content[(PrefixLength + headerLength)..];
        if (weights.Length != header.WeightCount * sizeof(float))
            throw new InvalidDataException("it is damaged: its weights do not fill its networks");
        return Build(header, MemoryMarshal.Cast<byte, float>(weights));
    }

    /// <summary>Sees that a model fits into a file.</summary>
    /// <exception cref="ModelSizeException">It does not.</exception>
    internal static void CheckSize(long networks, long weights)
    {
        if (networks > MaxNetworks || weights > MaxWeights)
            throw new ModelSizeException(networks, weights);
    }

    private static byte[] ReadAll(Stream file)
    {
        using var buffer = new MemoryStream();
        byte[] chunk = new byte[1 << 16];
        int read = file.ReadAtLeast(chunk, Magic.Length, throwOnEndOfStream: false);
        // Seen at once, for what is no model may be of any length.
        if (!chunk.AsSpan(0, read).StartsWith(Magic))
            throw new InvalidDataException("it is no model file");
        for (; read > 0; read = file.Read(chunk))
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > MaxFile)
                throw new InvalidDataException("it is too large to be a model");
        }
        return buffer.ToArray();
    }

    private static ModelHeader ReadHeader(ReadOnlySpan<byte> json)
    {
        ModelHeader? header;
        try
        {
            header = JsonSerializer.Deserialize<ModelHeader>(json, Json);
        }
        catch (JsonException)
        {
            header = null;
        }
        string? fault = header is null ? "it is not readable" : header.FindError();
        return fault is null ? header! : throw new InvalidDataException($"its header is damaged: {fault}");
    }

    private static DensityModel Build(ModelHeader header, ReadOnlySpan<float> weights)
    {
        foreach (float weight in weights)
        {
            if (!float.IsFinite(weight))
                throw new InvalidDataException("it is damaged: a weight is not a finite number");
        }
        using var noGrad = no_grad();
        List<MixtureDensityNetwork> networks = [];
        for (int i = 0; i < header.Networks; i++)
        {
            MixtureDensityNetwork network = header.NewNetwork();
            foreach (Tensor place in Weights(network))
            {
                int count = (int)place.numel();
                using Tensor values = tensor(weights[..count].ToArray(), place.shape);
                place.copy_(values);
                weights = weights[count..];
            }
            networks.Add(network);
        }
        return new DensityModel(header.Schema, networks, header.Training);
    }

    private static bool IsAlike(MixtureDensityNetwork a, MixtureDensityNetwork b) =>
        (a.Inputs, a.Components, a.Targets, a.Covariance, a.Activation, a.LogScaleBounds) == (b.Inputs, b.Components,
            b.Targets, b.Covariance, b.Activation, b.LogScaleBounds)
        && a.Hidden.SequenceEqual(b.Hidden);

    // The standardisation of a model's networks is in its schema, so that their parameters are all there is to keep.
    private static IEnumerable<Tensor> Weights(MixtureDensityNetwork network) =>
        DenseLayer.Parameters(DenseLayer.LayersOf(network));
}
