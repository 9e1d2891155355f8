using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace MixtureDensity;

/// <summary>
/// The model file: 8 magic bytes, the format version, the length of the header, a JSON header, the weights as
/// little-endian float32, and a SHA-256 of everything before it. Reading a file runs no code from it and validates all
/// values.
/// </summary>
public static class ModelFile
{
    private const int FormatVersion = 4;
    private const int MaxFile = 1 << 30;
    private const int PrefixLength = 12;

    internal const int MaxNetworks = 1000;

    // 80 % of the largest file; the rest is for names and categories.
    internal const long MaxWeights = 200_000_000;

    private static ReadOnlySpan<byte> Magic => "MDNMODEL"u8;

    /// <summary>Serialises a model.</summary>
    /// <param name="model">The model. Its networks must have the same architecture, single precision and no
    /// standardisation of their own.</param>
    /// <exception cref="ArgumentException">The networks do not meet these conditions or do not match the schema, or a
    /// size or a weight is out of range.</exception>
    /// <exception cref="ModelSizeException">The model has more networks or weights than a file holds.</exception>
    public static byte[] Write(DensityModel model)
    {
        ModelHeader described = ModelHeader.From(model);
        if (!model.Networks.All(n => IsAlike(n, model.Networks[0])))
            throw new ArgumentException("The networks of a model file must have the same architecture.", nameof(model));
        if (model.Networks.Any(n => n.IsStandardized || n.Dtype != ScalarType.Float32))
            throw new ArgumentException(
                "The networks of a model file must be in single precision and not standardised by themselves.",
                nameof(model));
        CheckSize(described.Networks, described.WeightCount);
        if (described.FindError() is { } error)
            throw new ArgumentException($"The model cannot be written: {error}.", nameof(model));
        byte[] header = JsonSerializer.SerializeToUtf8Bytes(described, ModelHeaderJson.Default.ModelHeader);
        Tensor[] parameters = [.. model.Networks.SelectMany(Weights)];
        if (parameters.Sum(p => p.numel()) != described.WeightCount)
            throw new ArgumentException("The networks of a model file must match its schema.", nameof(model));
        if (!parameters.All(IsFinite))
            throw new ArgumentException("The networks of a model file must have finite weights.", nameof(model));
        Span<byte> prefix = stackalloc byte[PrefixLength];
        Magic.CopyTo(prefix);
        BinaryPrimitives.WriteInt32LittleEndian(prefix[Magic.Length..], FormatVersion);
        return SealedFile.Write(prefix, header, parameters);

        static bool IsFinite(Tensor parameter)
        {
            using Tensor flat = parameter.detach().cpu().contiguous();
            return TensorPrimitives.IsFiniteAll(MemoryMarshal.Cast<byte, float>(flat.bytes));
        }
    }

    /// <summary>Reads a model.</summary>
    /// <param name="file">The file, which is read to its end.</param>
    /// <exception cref="InvalidDataException">The file is not a model file, is damaged, or has another format version;
    /// the message, which completes "The file cannot be used: …", says which.</exception>
    public static DensityModel Read(Stream file)
    {
        byte[] bytes = ReadAll(file);
        if (bytes.Length < PrefixLength)
            throw new InvalidDataException("it is cut short");
        int version = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(Magic.Length));
        if (version > FormatVersion)
            throw new InvalidDataException($"{Versions(version)}; use a newer program");
        if (version is > 0 and < FormatVersion)
            throw new InvalidDataException($"{Versions(version)}; fit the model again");
        if (version < 1)
            throw new InvalidDataException("it is damaged: its format version is below 1");
        SealedFile.Open(bytes, PrefixLength, out ReadOnlySpan<byte> json, out ReadOnlySpan<byte> weights);
        ModelHeader header = ReadHeader(json);
        if (weights.Length != header.WeightCount * sizeof(float))
            throw new InvalidDataException("it is damaged: its weights do not fill its networks");
        return Build(header, MemoryMarshal.Cast<byte, float>(weights));
    }

    /// <summary>Checks that a model fits into a file.</summary>
    /// <exception cref="ModelSizeException">It does not.</exception>
    internal static void CheckSize(long networks, long weights)
    {
        if (networks > MaxNetworks || weights > MaxWeights)
            throw new ModelSizeException(networks, weights);
    }

    private static string Versions(int version) =>
        $"it has format version {version}, and this program reads version {FormatVersion}";

    private static byte[] ReadAll(Stream file)
    {
        using var buffer = new MemoryStream();
        byte[] chunk = new byte[1 << 16];
        int read = file.ReadAtLeast(chunk, Magic.Length, throwOnEndOfStream: false);
        // Checked first, because another file may be of any length.
        if (!chunk.AsSpan(0, read).StartsWith(Magic))
            throw new InvalidDataException("it is not a model file");
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
            header = JsonSerializer.Deserialize(json, ModelHeaderJson.Default.ModelHeader);
        }
        catch (JsonException)
        {
            header = null;
        }
        string? error = header is null ? "it is not readable" : header.FindError();
        return error is null ? header! : throw new InvalidDataException($"its header is damaged: {error}");
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
            foreach (Tensor parameter in Weights(network))
            {
                int count = (int)parameter.numel();
                using Tensor values = tensor(weights[..count].ToArray(), parameter.shape, ScalarType.Float32, CPU);
                parameter.copy_(values);
                weights = weights[count..];
            }
            networks.Add(network);
        }
        return new DensityModel(header.Schema, networks, header.Training)
        {
            Calibration = header.Calibration?.ToCalibration(),
        };
    }

    private static bool IsAlike(MixtureDensityNetwork a, MixtureDensityNetwork b) =>
        (a.Inputs, a.Components, a.Targets, a.Covariance, a.Activation, a.LogScaleBounds)
            == (b.Inputs, b.Components, b.Targets, b.Covariance, b.Activation, b.LogScaleBounds)
        && a.Hidden.SequenceEqual(b.Hidden);

    // The standardisation is in the schema, so the parameters are the complete state of a network.
    private static IEnumerable<Tensor> Weights(MixtureDensityNetwork network) =>
        DenseLayer.Parameters(DenseLayer.LayersOf(network));
}
