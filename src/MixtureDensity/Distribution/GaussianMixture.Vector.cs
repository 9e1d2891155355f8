using static TorchSharp.torch;

namespace MixtureDensity;

// Marginal and conditional distributions.
public sealed partial class GaussianMixture
{
    /// <summary>The marginal distribution of some of the targets.</summary>
    /// <param name="dimensions">The indices of the targets, from 0, in the order of the result.</param>
    /// <returns>A mixture of the same batch shape and event shape [number of dimensions].</returns>
    /// <exception cref="ArgumentException">The indices are empty, out of range or not distinct.</exception>
    public GaussianMixture Marginal(params long[] dimensions)
    {
        CheckDimensions(dimensions, nameof(dimensions));
        using var scope = NewDisposeScope();
        Tensor means = PresentMeans.index_select(-1, Index(dimensions));
        return new GaussianMixture(LogWeights.alias(), means, _scale.Marginal(dimensions), generator: generator)
            .MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The conditional distribution of the remaining targets r given the values of targets g: the weights become the
    /// responsibilities of y_g, the means μ_r + Σ_rg Σ_gg⁻¹ (y_g − μ_g), and the covariances Σ_rr − Σ_rg Σ_gg⁻¹ Σ_gr.
    /// </summary>
    /// <param name="given">The indices g, from 0; at least one target must remain.</param>
    /// <param name="value">The values y_g, [S, B, number of given].</param>
    /// <returns>A mixture of batch shape [S, B] over the remaining targets, in their original order.</returns>
    /// <exception cref="ArgumentException">The indices or the value are invalid, or every component's density is 0 at
    /// the value.</exception>
    /// <exception cref="InvalidOperationException">A parameter is NaN.</exception>
    /// <remarks>Source: C. M. Bishop, "Pattern Recognition and Machine Learning", 2006, section 2.3.</remarks>
    public GaussianMixture Conditional(long[] given, Tensor value)
    {
        CheckDimensions(given, nameof(given));
        long[] rest = [.. Enumerable.Range(0, (int)Targets).Select(d => (long)d).Except(given)];
        if (rest.Length == 0)
            throw new ArgumentException($"All {Targets} targets of {this} are given; none remains.", nameof(given));

        using var scope = NewDisposeScope();
        GaussianMixture known = Marginal(given);
        Tensor deviations = known.AddEventAxis(value).unsqueeze(-2) - known.PresentMeans;
        Tensor terms = LogWeights.Plus(known._scale.LogProb(deviations));
        RequireSupport(terms, value);
        Tensor logWeights = nn.functional.log_softmax(terms, -1);
        var (scale, shift) = _scale.Conditional(given, rest, deviations);
        Tensor means = PresentMeans.index_select(-1, Index(rest)).Plus(shift);
        return new GaussianMixture(logWeights, means, scale.Expand(logWeights.shape[..^1]), generator: generator)
            .MoveToOuterDisposeScope();
    }

    private Tensor Index(long[] dimensions) => tensor(dimensions, ScalarType.Int64, PresentMeans.device);

    private void CheckDimensions(long[] dimensions, string name)
    {
        if (dimensions.Length == 0 || dimensions.Distinct().Count() < dimensions.Length
            || dimensions.Any(d => d < 0 || d >= Targets))
            throw new ArgumentException(
                $"{name} is {Shapes.Text(dimensions)}; expected distinct numbers from 0 to {Targets - 1}.", name);
    }
}
