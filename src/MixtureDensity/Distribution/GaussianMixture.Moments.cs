using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

// Moments, and what they are made of.
public sealed partial class GaussianMixture
{
    /// <summary>The mean E[y] = Σₖ πₖ μₖ.</summary>
    /// <returns>[B] for a scalar mixture and [B, D] for any other, in units of y.</returns>
    public override Tensor mean
    {
        get
        {
            using var scope = NewDisposeScope();
            return Event(Mean()).MoveToOuterDisposeScope();
        }
    }

    /// <summary>
    /// The variance of every dimension, E[(y − E[y])²] = within + between (see <see cref="VarianceSplit"/>).
    /// </summary>
    /// <returns>[B] for a scalar mixture and [B, D] for any other, in squared units of y.</returns>
    public override Tensor variance
    {
        get
        {
            using var scope = NewDisposeScope();
            var (within, between) = VarianceSplit();
            return (within + between).MoveToOuterDisposeScope();
        }
    }

    /// <summary>
    /// The law of total variance: Σₖ πₖ σₖ², the noise within the components, and Σₖ πₖ (μₖ − E[y])², the disagreement
    /// between them. In an equal mixture of models these are aleatoric and epistemic variance.
    /// </summary>
    /// <returns>Both [B] for a scalar mixture and [B, D] for any other, in squared units of y.</returns>
    public (Tensor Within, Tensor Between) VarianceSplit()
    {
        using var scope = NewDisposeScope();
        Tensor within = Weighted(_scale.StandardDeviations.square());
        Tensor between = Weighted(Centred().square());
        return scope.MoveToOuter(Event(within), Event(between));
    }

    /// <summary>The covariance matrix Σₖ πₖ (Σₖ + (μₖ − E[y]) (μₖ − E[y])ᵀ).</summary>
    /// <returns>[B, D, D], with D = 1 for a scalar mixture, in squared units of y.</returns>
    public Tensor Covariance()
    {
        using var scope = NewDisposeScope();
        Tensor centred = Centred();
        Tensor weights = LogWeights.exp().unsqueeze(-1).unsqueeze(-1);
        Tensor outer = centred.unsqueeze(-1) * centred.unsqueeze(-2);
        return (weights * (_scale.Covariances + outer)).sum(-3).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The effective number of components, exp(−Σₖ πₖ log πₖ): 1 where one has all the weight, K where all have the
    /// same.
    /// </summary>
    /// <returns>[B].</returns>
    public Tensor EffectiveComponents()
    {
        using var scope = NewDisposeScope();
        // A component without weight adds 0, but 0 · log 0 is NaN.
        Tensor finite = LogWeights.clamp(min: -1e30);
        return (LogWeights.exp() * finite).sum(-1).neg().exp().MoveToOuterDisposeScope();
    }

    private Tensor Mean() => Weighted(_means);

    /// <summary>μₖ − E[y], [B, K, D].</summary>
    private Tensor Centred() => _means - Mean().unsqueeze(-2);

    /// <summary>Σₖ πₖ vₖ of values [B, K, D], [B, D].</summary>
    private Tensor Weighted(Tensor values) => (LogWeights.exp().unsqueeze(-1) * values).sum(-2);

    /// <summary>[…, D] as the outside sees it: without the last axis for a scalar mixture.</summary>
    private Tensor Event(Tensor values) => IsScalar ? values.squeeze(-1) : values;
}
