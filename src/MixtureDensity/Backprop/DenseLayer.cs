using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>
/// A linear map a = W h + b and its activation. Linear modules with the same inputs, such as the heads of a network,
/// are stacked into one layer.
/// </summary>
/// <param name="Modules">The modules, each with a bias.</param>
/// <param name="Activation">The activation; none after the last layer.</param>
internal sealed record DenseLayer(IReadOnlyList<Linear> Modules, Activation? Activation)
{
    /// <summary>The number of inputs.</summary>
    public int From { get; } = (int)Modules[0].in_features;

    /// <summary>The number of outputs.</summary>
    public int To { get; } = Modules.Sum(m => (int)m.out_features);

    /// <summary>The number of weights and biases.</summary>
    public int Size => To * (From + 1);

    /// <summary>The layers of a mixture density network, with its heads as one layer.</summary>
    public static IReadOnlyList<DenseLayer> LayersOf(MixtureDensityNetwork network) =>
        [.. network.HiddenLayers.Select(l => new DenseLayer([l], network.Activation)),
            new DenseLayer(network.Heads, null)];

    /// <summary>
    /// The parameters of layers in flat order: for each layer the weights of all modules, then their biases.
    /// </summary>
    public static IEnumerable<Parameter> Parameters(IEnumerable<DenseLayer> layers) =>
        layers.SelectMany(layer => layer.Modules.Select(m => m.weight!).Concat(layer.Modules.Select(m => m.bias!)));

    /// <summary>Copies the parameters of layers into a flat vector, [P].</summary>
    public static void CopyParameters(IEnumerable<DenseLayer> layers, Tensor vector)
    {
        using var noGrad = no_grad();
        long offset = 0;
        foreach (Parameter parameter in Parameters(layers))
        {
            using Tensor part = vector.narrow(0, offset, parameter.numel()), flat = parameter.flatten();
            part.copy_(flat);
            offset += parameter.numel();
        }
    }

    /// <summary>Splits a flat vector over the parameters of layers, [P], into views for each layer, [size].</summary>
    public static IEnumerable<Tensor> Split(IEnumerable<DenseLayer> layers, Tensor all)
    {
        int offset = 0;
        foreach (DenseLayer layer in layers)
        {
            yield return all.narrow(0, offset, layer.Size);
            offset += layer.Size;
        }
    }

    /// <summary>The weights, [to, from], as a view of the layer's flat vector, [size].</summary>
    public Matrix<T> WeightsOf<T>(Tensor all)
        where T : unmanaged => new(all.narrow(0, 0, To * From).view(To, From));

    /// <summary>The biases, [to, 1], as a view of the layer's flat vector, [size].</summary>
    public Matrix<T> BiasesOf<T>(Tensor all)
        where T : unmanaged => new(all.narrow(0, To * From, To).view(To, 1));
}
