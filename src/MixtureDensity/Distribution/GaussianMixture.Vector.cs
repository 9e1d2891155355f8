using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

// What several targets have to do with each other.
public sealed partial class GaussianMixture
{
    /// <summary>The distribution of some of the targets, the others integrated out.</summary>
    /// <param name="dimensions">Which, from 0, in the order wanted.</param>
    /// <returns>A mixture of the same batch shape and event shape [number of dimensions].</returns>
    /// <exception cref="ArgumentException">There is none, one is out of range, or one comes twice.</exception>
    public GaussianMixture Marginal(params long[] dimensions)
    {
        CheckDimensions(dimensions, nameof(dimensions));
        Tensor means = _means.index_select(-1, Index(dimensions));
        return new GaussianMixture(LogWeights, means, _scale.Marginal(dimensions), generator: generator);
    }

    /// <summary>
    /// The distribution of the other targets once some are known: the weights become the responsibilities of the known
    /// ones,
    /// the means move to μ_r + Σ_rg Σ_gg⁻¹ (y_g − μ_g), and the covariances shrink to Σ_rr − Σ_rg Σ_gg⁻¹ Σ_gr.
    /// </summary>
    /// <param name="given">Which targets are known, from 0; at least one is not.</param>
    /// <param name="value">Their values, [S, B, number of given].</param>
    /// <returns>A mixture of batch shape [S, B] over the rest of the targets, in their own order.</returns>
    /// <exception cref="ArgumentException">The dimensions or the value do not fit, or the value lies where every
    /// component's density is 0.</exception>
    /// <exception cref="InvalidOperationException">A parameter is NaN.</exception>
    /// <remarks>Source: C. M. Bishop, "Pattern Recognition and Machine Learning", 2006, section 2.3.</remarks>
    public GaussianMixture Conditional(long[] given, Tensor value)
    {
        CheckDimensions(given, nameof(given));
        long[] rest = [.. Enumerable.Range(0, (int)Targets).Select(d => (long)d).Except(given)];
        if (rest.Length == 0)
            throw new ArgumentException($"All {Targets} targets of {this} are given; none is left to ask about.",
                nameof(given));

        GaussianMixture known = Marginal(given);
        Tensor deviations = known.Events(value).unsqueeze(-2) - known._means;
        Tensor terms = LogWeights + known._scale.LogProb(deviations);
        RequireReach(terms, value);
        Tensor logWeights = nn.functional.log_softmax(terms, -1);
        var (scale, shift) = _scale.Conditional(given, rest, deviations);
        Tensor means = _means.index_select(-1, Index(rest)) + shift;
        return new GaussianMixture(logWeights, means, scale.Expand(logWeights.shape[..^1]), generator: generator);
    }

    /// <summary>
    /// The energy score E‖Y − y‖ − ½ E‖Y − Y′‖, the CRPS of several targets, estimated without bias from draws. Lower
    /// is
    /// better. It carries no gradient.
    /// </summary>
    /// <param name="value">The observed y, [S, B, D] ([S, B] for a scalar mixture).</param>
    /// <param name="draws">How many draws estimate it, at least 2; its standard error falls with their square
    /// root.</param>
    /// <returns>[S, B], in units of y; targets of different units should be standardised first.</returns>
    /// <exception cref="ArgumentException">The value does not fit, or there are too few draws.</exception>
    /// <remarks>
    /// Source: T. Gneiting and A. E. Raftery, "Strictly proper scoring rules, prediction, and estimation", 2007.
    /// </remarks>
    public Tensor EnergyScore(Tensor value, int draws = 200)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 2);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        Tensor events = Events(value);
        Tensor y = Events(sample(draws)); // [draws, B, D]
        Tensor toValue = zeros(events.shape[..^1], events.dtype, events.device);
        Tensor toEachOther = zeros(BatchShape, events.dtype, events.device);
        for (int i = 0; i < draws; i++)
        {
            using var step = NewDisposeScope();
            toValue = (toValue + (events - y[i]).norm(-1, keepdim: false, p: 2)).MoveToOuterDisposeScope();
            toEachOther = (toEachOther
                + (y[(i + 1)..] - y[i]).norm(-1, keepdim: false, p: 2).sum([0])).MoveToOuterDisposeScope();
        }
        return (toValue / draws - toEachOther / ((double)draws * (draws - 1))).MoveToOuterDisposeScope();
    }

    private Tensor Index(long[] dimensions) => tensor(dimensions, device: _means.device);

    private void CheckDimensions(long[] dimensions, string name)
    {
        if (dimensions.Length == 0 || dimensions.Distinct().Count() < dimensions.Length
            || dimensions.Any(d => d < 0 || d >= Targets))
            throw new ArgumentException(
                $"{name} is {Shapes.Text(dimensions)}; expected different numbers from 0 to {Targets - 1}.", name);
    }
}
