using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace MdnDemo.Pages;

/// <summary>
/// A network as a page holds it: each row of a layer's weights as 16-bit integers times a factor, with an error of at
/// most a 65,000th of the row's largest weight.
/// </summary>
internal static class PackedNetwork
{
    /// <summary>The network.</summary>
    public static JsonObject Pack(DenseWeights network) => new()
    {
        ["layers"] = new JsonArray([.. network.Layers.Select(l => (JsonNode)Pack(l.Weights.Span, l.Biases.Span))]),
    };

    /// <summary>The maximum number of characters that a network of these widths takes.</summary>
    public static long Size(IReadOnlyList<int> widths) =>
        (DenseWeights.Count(widths) * sizeof(short) + widths.Skip(1).Sum(w => 2L * sizeof(float) * w)) * 4 / 3
            + 80L * widths.Count;

    private static JsonObject Pack(ReadOnlySpan<float> weights, ReadOnlySpan<float> biases)
    {
        int from = weights.Length / biases.Length;
        short[] integers = new short[weights.Length];
        float[] scales = new float[biases.Length];
        for (int row = 0; row < biases.Length; row++)
        {
            float largest = 0;
            foreach (float weight in weights.Slice(row * from, from))
                largest = Math.Max(largest, Math.Abs(weight));
            scales[row] = largest > 0 ? largest / short.MaxValue : 1;
            for (int i = row * from; i < (row + 1) * from; i++)
                integers[i] = (short)Math.Round(weights[i] / scales[row]);
        }
        return new JsonObject
        {
            ["weights"] = Base64<short>(integers),
            ["scales"] = Base64<float>(scales),
            ["biases"] = Base64(biases),
        };
    }

    // With - and _, for JSON would write six characters for a +.
    private static string Base64<T>(ReadOnlySpan<T> values)
        where T : unmanaged =>
        Convert.ToBase64String(MemoryMarshal.AsBytes(values)).Replace('+', '-').Replace('/', '_');
}
