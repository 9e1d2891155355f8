using static TorchSharp.torch;

namespace MixtureDensity;

// Proper scores of observed values.
public sealed partial class GaussianMixture
{
    /// <summary>
    /// The continuous ranked probability score (CRPS) E|Y − y| − ½ E|Y − Y′| in closed form: Σₖ πₖ A(y − μₖ, σₖ²) − ½
    /// Σⱼ Σₖ πⱼ πₖ A(μⱼ − μₖ, σⱼ² + σₖ²) with A(m, s²) = 2 s φ(m/s) + m (2 Φ(m/s) − 1). Lower is better.
    /// </summary>
    /// <param name="value">The observed y, [S, B] for a scalar mixture and [S, B, 1] for one with D = 1.</param>
    /// <returns>[S, B], at least 0, in units of y.</returns>
    /// <exception cref="ArgumentException">The value's shape, dtype or device does not match, or it holds
    /// NaN.</exception>
    /// <exception cref="InvalidOperationException">The mixture has more than one target.</exception>
    /// <remarks>
    /// Source: E. P. Grimit, T. Gneiting, V. J. Berrocal and N. A. Johnson, "The continuous ranked probability score
    /// for circular variables and its application to mesoscale forecast ensemble verification", 2006.
    /// </remarks>
    public Tensor Crps(Tensor value)
    {
        RequireOneTarget();
        using var scope = NewDisposeScope();
        Tensor π = LogWeights.exp(), μ = OnlyMeans, σ = OnlyScales;
        Tensor distances = MeanAbsolute(AddEventAxis(value) - μ, σ);
        // At an infinite y, a component of weight 0 must contribute 0, not 0 · ∞ = NaN.
        Tensor toValue = (π * where(π.IsPositive(), distances, zeros_like(distances))).sum(-1);
        // Pairs (k, j > k) count twice. One k at a time, so that memory is O(B K) instead of O(B K²).
        Tensor toEachOther = (π.Squared() * MeanAbsolute(zeros_like(μ), σ.Times(Math.Sqrt(2)))).sum(-1);
        for (int k = 0; k < Components - 1; k++)
        {
            using var pass = NewDisposeScope();
            Tensor After(Tensor values) => values.narrow(-1, k + 1, Components - k - 1);
            Tensor μk = μ.narrow(-1, k, 1), σk = σ.narrow(-1, k, 1), πk = π.narrow(-1, k, 1);
            Tensor sum = (πk * After(π) * MeanAbsolute(After(μ) - μk, hypot(After(σ), σk))).sum(-1);
            toEachOther = toEachOther.Plus(sum.Times(2)).MoveToOuterDisposeScope();
        }
        return (toValue - toEachOther.Times(0.5)).clamp(SafeArithmetic.Zero).MoveToOuterDisposeScope();
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

    /// <summary>A(m, s²) = E|N(m, s²)|.</summary>
    private static Tensor MeanAbsolute(Tensor m, Tensor s)
    {
        Tensor z = m / s;
        Tensor φ = z.Squared().Times(-0.5).exp();
        return (s.Times(Math.Sqrt(2 / Math.PI)) * φ).Plus(m * special.erf(z.Times(Math.Sqrt(0.5))));
    }
}
