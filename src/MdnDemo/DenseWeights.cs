using MixtureDensity;
using TorchSharp.Modules;

namespace MdnDemo;

/// <summary>The parameters of a dense network as plain numbers.</summary>
/// <param name="Widths">The number of inputs, and of the outputs of each layer.</param>
/// <param name="Values">For each layer the weights, [to, from], then the biases.</param>
internal sealed record DenseWeights(IReadOnlyList<int> Widths, float[] Values)
{
    private static readonly string[] Heads = ["logits", "means", "scales"];

    /// <summary>The layers, the heads of a mixture density network as one.</summary>
    public IEnumerable<(ReadOnlyMemory<float> Weights, ReadOnlyMemory<float> Biases)> Layers
    {
        get
        {
            int offset = 0;
            for (int i = 1; i < Widths.Count; i++)
            {
                int weights = Widths[i - 1] * Widths[i], biases = Widths[i];
                yield return (Values.AsMemory(offset, weights), Values.AsMemory(offset + weights, biases));
                offset += weights + biases;
            }
        }
    }

    /// <summary>The number of parameters of a network of these widths.</summary>
    public static long Count(IReadOnlyList<int> widths) =>
        widths.Zip(widths.Skip(1), (from, to) => (from + 1L) * to).Sum();

    /// <summary>The widths of a mixture density network.</summary>
    public static IReadOnlyList<int> WidthsOf(MixtureDensityNetwork network) =>
        [network.Inputs, .. network.Hidden, (int)network.Layout.Outputs];

    /// <summary>The parameters of a mixture density network in single precision and without standardisation.</summary>
    public static DenseWeights From(MixtureDensityNetwork network)
    {
        (string Name, Parameter Parameter)[] all = [.. network.named_parameters()];
        var byName = all.ToDictionary(p => p.Name, p => p.Parameter);
        IEnumerable<Parameter> inOrder = all.Where(p => p.Name.StartsWith("trunk.", StringComparison.Ordinal))
            .Select(p => p.Parameter)
            .Concat(Heads.Select(head => byName[$"{head}.weight"]))
            .Concat(Heads.Select(head => byName[$"{head}.bias"]));
        return new DenseWeights(WidthsOf(network), [.. inOrder.SelectMany(p => p.data<float>())]);
    }
}
