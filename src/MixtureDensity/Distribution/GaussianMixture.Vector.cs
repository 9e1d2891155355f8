using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

// Marginal and conditional distributions, and the score of several targets.
public sealed partial class GaussianMixture
{
    /// <summary>The marginal distribution of some of the targets.</summary>
    /// <param name="dimensions">The indices of the targets, from 0, in the order of the result.</param>
    /// <returns>A mixture of the same batch shape and event shape [number of dimensions].</returns>
    /// <exception cref="ArgumentException">The indices are empty, out of range or not distinct.</exception>
    public GaussianMixture Marginal(params long[] dimensions)
    {
        CheckDimensions(dimensions, nameof(dimensions));
        Tensor means = PresentMeans.index_select(-1, Index(dimensions));
        return new GaussianMixture(LogWeights.alias(), means, _scale.Marginal(dimensions), generator: generator);
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

        GaussianMixture known = Marginal(given);
        Tensor deviations = known.AddEventAxis(value).unsqueeze(-2) - known.PresentMeans;
        Tensor terms = LogWeights.Plus(known._scale.LogProb(deviations));
        RequireSupport(terms, value);
        Tensor logWeights = nn.functional.log_softmax(terms, -1);
        var (scale, shift) = _scale.Conditional(given, rest, deviations);
        Tensor means = PresentMeans.index_select(-1, Index(rest)).Plus(shift);
        return new GaussianMixture(logWeights, means, scale.Expand(logWeights.shape[..^1]), generator: generator);
    }

    /// <summary>
    /// An unbiased Monte Carlo estimate of the energy score E‖Y − y‖ − ½ E‖Y − Y′‖, which generalises the CRPS to
    /// several targets. Lower is better. It carries no gradient.
    /// </summary>
    /// <param name="value">The observed y, [S, B, D] ([S, B] for a scalar mixture).</param>
    /// <param name="samples">The number of samples, at least 2; the standard error falls with its square root.</param>
    /// <returns>[S, B], in units of y; targets in different units should be standardised first.</returns>
    /// <exception cref="ArgumentException">The value does not match, or there are too few samples.</exception>
    /// <remarks>
    /// Source: T. Gneiting and A. E. Raftery, "Strictly proper scoring rules, prediction, and estimation", 2007.
    /// </remarks>
    public Tensor EnergyScore(Tensor value, int samples = 200)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 2);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        Tensor events = AddEventAxis(value);
        Tensor y = AddEventAxis(sample(samples)); // [samples, B, D]
        Tensor toValue = zeros(events.shape[..^1], events.dtype, events.device);
        Tensor toEachOther = zeros(BatchShape, events.dtype, events.device);
        for (int i = 0; i < samples; i++)
        {
            using var step = NewDisposeScope();
            toValue = toValue.Plus((events - y[i]).norm(-1, keepdim: false, p: 2)).MoveToOuterDisposeScope();
            Tensor distances = (y[(i + 1)..] - y[i]).norm(-1, keepdim: false, p: 2).sum([0]);
            toEachOther = toEachOther.Plus(distances).MoveToOuterDisposeScope();
        }
        return (toValue.Over(samples) - toEachOther.Over((double)samples * (samples - 1))).MoveToOuterDisposeScope();
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
