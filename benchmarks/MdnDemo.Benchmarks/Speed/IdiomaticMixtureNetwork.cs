using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MdnDemo.Benchmarks.Speed;

/// <summary>
/// The notebook's mixture density network as its readers would write it with TorchSharp: what others are measured
/// against.
/// </summary>
internal sealed class IdiomaticMixtureNetwork : nn.Module<Tensor, (Tensor LogWeights, Tensor Means, Tensor Scales)>
{
    private static readonly double HalfLogTwoPi = 0.5 * Math.Log(2 * Math.PI);

    private readonly Sequential trunk;
    private readonly Linear logits;
    private readonly Linear means;
    private readonly Linear logScales;

    /// <param name="inputs">The number of inputs.</param>
    /// <param name="hidden">The widths of the hidden layers.</param>
    /// <param name="components">K.</param>
    /// <param name="activation">Makes what follows each.</param>
    public IdiomaticMixtureNetwork(int inputs, int[] hidden, int components, Func<nn.Module<Tensor, Tensor>> activation)
        : base(nameof(IdiomaticMixtureNetwork))
    {
        int[] widths = [inputs, .. hidden];
        trunk = nn.Sequential(widths.Zip(hidden).SelectMany(w => new[] { nn.Linear(w.First, w.Second), activation() }));
        logits = nn.Linear(hidden[^1], components);
        means = nn.Linear(hidden[^1], components);
        logScales = nn.Linear(hidden[^1], components);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override (Tensor LogWeights, Tensor Means, Tensor Scales) forward(Tensor x)
    {
        Tensor h = trunk.call(x);
        return (nn.functional.log_softmax(logits.call(h), 1), means.call(h), logScales.call(h).clamp(-10, 10).exp());
    }

    /// <summary>The mean negative log-likelihood, in nats.</summary>
    public Tensor Loss(Tensor x, Tensor y)
    {
        var (logWeights, μ, σ) = call(x);
        Tensor z = (y - μ) / σ;
        return -logsumexp(logWeights - 0.5 * z * z - σ.log() - HalfLogTwoPi, 1).mean();
    }
}
