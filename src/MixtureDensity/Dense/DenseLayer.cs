using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>A linear map a = W h + b and what follows it. Several linear modules side by side, as the heads of a network are, make one layer.</summary>
/// <param name="Modules">The modules, all with the same inputs; each has a bias.</param>
/// <param name="Activation">What follows; nothing after the last layer.</param>
internal sealed record DenseLayer(IReadOnlyList<Linear> Modules, Activation? Activation)
{
    /// <summary>The number of inputs.</summary>
    public int From => (int)Modules[0].in_features;

    /// <summary>The number of outputs.</summary>
    public int To => Modules.Sum(m => (int)m.out_features);

    /// <summary>The number of weights and biases.</summary>
    public int Size => To * (From + 1);

    /// <summary>Its parameters in their order: modules side by side have their weights one below the other, and so their biases.</summary>
    public IEnumerable<Parameter> Parameters => [.. Modules.Select(m => m.weight!), .. Modules.Select(m => m.bias!)];

    /// <summary>A vector that belongs to the parameters of some layers, [P], in parts that belong to each, [size].</summary>
    public static IEnumerable<Tensor> Parts(IEnumerable<DenseLayer> layers, Tensor all)
    {
        int offset = 0;
        foreach (DenseLayer layer in layers)
        {
            yield return all.narrow(0, offset, layer.Size);
            offset += layer.Size;
        }
    }

    /// <summary>Of a vector that belongs to its parameters, [size], what belongs to the weights, [to, from].</summary>
    public Matrix<T> WeightsOf<T>(Tensor all)
        where T : unmanaged => new(all.narrow(0, 0, To * From).view(To, From));

    /// <summary>Of a vector that belongs to its parameters, [size], what belongs to the biases, [to, 1].</summary>
    public Matrix<T> BiasesOf<T>(Tensor all)
        where T : unmanaged => new(all.narrow(0, To * From, To).view(To, 1));
}
