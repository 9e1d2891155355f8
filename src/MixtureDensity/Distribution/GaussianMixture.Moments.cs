using static TorchSharp.torch;

namespace MixtureDensity;

// Moments.
public sealed partial class GaussianMixture
{
    /// <summary>The mean E[y] = Σₖ πₖ μₖ.</summary>
    /// <returns>[B] for a scalar mixture and [B, D] for any other, in units of y.</returns>
    public override Tensor mean
    {
        get
        {
            using var scope = NewDisposeScope();
            return DropEventAxis(Mean()).MoveToOuterDisposeScope();
        }
    }

    /// <summary>
    /// The variance of each dimension, E[(y − E[y])²] = within + between (see <see cref="VarianceSplit"/>).
    /// </summary>
    /// <returns>[B] for a scalar mixture and [B, D] for any other, in squared units of y.</returns>
    public override Tensor variance
    {
        get
        {
            using var scope = NewDisposeScope();
            var (within, between) = VarianceSplit();
            return within.Plus(between).MoveToOuterDisposeScope();
        }
    }

    /// <summary>
    /// The law of total variance: Σₖ πₖ σₖ² within the components and Σₖ πₖ (μₖ − E[y])² between them. In an ensemble
    /// of models with one component each these are aleatoric and epistemic variance.
    /// </summary>
    /// <returns>Both [B] for a scalar mixture and [B, D] for any other, in squared units of y.</returns>
    public (Tensor Within, Tensor Between) VarianceSplit()
    {
        using var scope = NewDisposeScope();
        Tensor within = Weighted(_scale.StandardDeviations.Squared());
        Tensor between = Weighted(Centred().Squared());
        return scope.MoveToOuter(DropEventAxis(within), DropEventAxis(between));
    }

    /// <summary>The covariance matrix Σₖ πₖ (Σₖ + (μₖ − E[y]) (μₖ − E[y])ᵀ).</summary>
    /// <returns>[B, D, D], with D = 1 for a scalar mixture, in squared units of y.</returns>
    public Tensor Covariance()
    {
        using var scope = NewDisposeScope();
        Tensor centred = Centred();
        Tensor weights = LogWeights.exp().unsqueeze(-1).unsqueeze(-1);
        Tensor outer = centred.unsqueeze(-1) * centred.unsqueeze(-2);
        return (weights * _scale.Covariances.Plus(outer)).sum(-3).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The effective number of components, exp(−Σₖ πₖ log πₖ): 1 if one has all the weight, K if all weights are equal.
    /// </summary>
    /// <returns>[B].</returns>
    public Tensor EffectiveComponents()
    {
        using var scope = NewDisposeScope();
        // A component of weight 0 contributes 0, but 0 · log 0 is NaN.
        Tensor finite = LogWeights.AtLeast(-1e30);
        return (LogWeights.exp() * finite).sum(-1).neg().exp().MoveToOuterDisposeScope();
    }

    private Tensor Mean() => Weighted(PresentMeans);

    /// <summary>μₖ − E[y], [B, K, D].</summary>
    private Tensor Centred() => PresentMeans - Mean().unsqueeze(-2);

    /// <summary>Σₖ πₖ vₖ, [B, D], of values [B, K, D].</summary>
    private Tensor Weighted(Tensor values) => (LogWeights.exp().unsqueeze(-1) * values).sum(-2);

    /// <summary>Drops the event axis of […, D] for a scalar mixture.</summary>
    private Tensor DropEventAxis(Tensor values) => IsScalar ? values.squeeze(-1) : values;
}
