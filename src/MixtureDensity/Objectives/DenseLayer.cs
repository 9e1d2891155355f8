using TorchSharp.Modules;

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
}
