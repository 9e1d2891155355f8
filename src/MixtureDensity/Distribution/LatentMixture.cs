namespace MixtureDensity;

/// <summary>
/// The mixture of a latent value s, with each component truncated to [L, U] and renormalised: p(s) = Σₖ πₖ N(s; μₖ,
/// σₖ²)/Zₖ with Zₖ = Φ((U − μₖ)/σₖ) − Φ((L − μₖ)/σₖ).
/// </summary>
/// <remarks>All is counted from the origin, so that large numbers close together keep their digits.</remarks>
internal sealed partial class LatentMixture
{
    /// <summary>A mean that is farther than this from a bound, in units of σ, is moved there.</summary>
    public const double MaxDistance = 30;

    // The difference of two tails that differ by this part still has 13 digits.
    private const double MinDifference = 1e-3;

    private readonly double[] _weights; // πₖ, normalised
    private readonly double[] _means;
    private readonly double[] _scales;
    private readonly double _logTotal; // log Σₖ πₖ/Zₖ
    private readonly TruncatedCdf? _truncated; // null without bounds

    /// <param name="weights">πₖ, not normalised. If none is positive, all count the same.</param>
    /// <param name="means">μₖ.</param>
    /// <param name="scales">σₖ.</param>
    /// <param name="lower">L; −∞ for none.</param>
    /// <param name="upper">U; ∞ for none.</param>
    public LatentMixture(ReadOnlySpan<double> weights, ReadOnlySpan<double> means, ReadOnlySpan<double> scales,
        double lower, double upper)
    {
        (Lower, Upper) = (lower, upper);
        bool hasWeight = weights.ContainsAnyInRange(double.Epsilon, double.PositiveInfinity);
        double total = 0;
        List<int> components = [];
        for (int k = 0; k < weights.Length; k++)
        {
            if (hasWeight && !(weights[k] > 0))
                continue;
            components.Add(k);
            total += hasWeight ? weights[k] : 1;
        }
        int count = components.Count;
        (_weights, _means, _scales) = (new double[count], new double[count], new double[count]);
        for (int i = 0; i < count; i++)
        {
            int k = components[i];
            double reach = MaxDistance * scales[k];
            _weights[i] = (hasWeight ? weights[k] : 1) / total;
            _scales[i] = scales[k];
            _means[i] = Math.Clamp(means[k], lower - reach, upper + reach);
        }
        SmallestScale = double.PositiveInfinity;
        for (int i = 0; i < count; i++)
            SmallestScale = Math.Min(SmallestScale, LengthScale(i));
        if (!IsBounded)
        {
            Heights = new ScalarMixture(_weights, _means, _scales);
            return;
        }
        Heights = Tilted(0, out _logTotal);
        _truncated = new TruncatedCdf(LogWeights, _means, _scales, lower, upper);
    }

    /// <summary>L.</summary>
    public double Lower { get; }

    /// <summary>U.</summary>
    public double Upper { get; }

    /// <summary>The smallest distance over which the density of a component changes.</summary>
    public double SmallestScale { get; }

    /// <summary>The mixture Σₖ ωₖ N(s; μₖ, σₖ²), ωₖ ∝ πₖ/Zₖ, whose density is proportional to p between the bounds.
    /// </summary>
    public ScalarMixture Heights { get; }

    /// <summary>Whether there is a bound.</summary>
    public bool IsBounded => !double.IsNegativeInfinity(Lower) || !double.IsPositiveInfinity(Upper);

    /// <summary>log p(s).</summary>
    public double LogDensity(double s) => s >= Lower && s <= Upper && double.IsFinite(s)
        ? Heights.LogDensity(s) + _logTotal : double.NegativeInfinity;

    /// <summary>P(S ≤ s).</summary>
    public double Cdf(double s) => Tails(s).Below;

    /// <summary>P(S > s).</summary>
    public double Survival(double s) => Tails(s).Above;

    /// <summary>P(lower &lt; S ≤ upper).</summary>
    public double Probability(double lower, double upper)
    {
        var (larger, smaller) = SmallerTails(Tails(lower), Tails(upper));
        return Math.Max(0, larger - smaller);
    }

    /// <summary>The probabilities below some ascending points, between each two, and above the last.</summary>
    public double[] Probabilities(ReadOnlySpan<double> points)
    {
        var probabilities = new double[points.Length + 1];
        var last = (Below: 0.0, Above: 1.0);
        for (int i = 0; i < points.Length; i++)
        {
            var next = Tails(points[i]);
            var (larger, smaller) = SmallerTails(last, next);
            probabilities[i] = Math.Max(0, larger - smaller);
            last = next;
        }
        probabilities[^1] = last.Above;
        return probabilities;
    }

    /// <summary>log P(lower ≤ S ≤ upper) by log-sum-exp, without cancellation however far away that is.</summary>
    public double LogProbability(double lower, double upper)
    {
        var (larger, smaller) = SmallerTails(Tails(lower), Tails(upper));
        if (larger - smaller > MinDifference * larger)
            return Math.Log(larger - smaller);
        double low = Math.Max(lower, Lower), high = Math.Min(upper, Upper);
        Span<double> terms = new double[_means.Length];
        for (int k = 0; k < terms.Length; k++)
            terms[k] = LogWeights[k] + TruncatedNormal.LogProbability(Z(k, low), Z(k, high));
        // A probability is not above 1, whatever was rounded.
        return Math.Min(0, LogSumExp.Compute(terms));
    }

    /// <summary>Draws s.</summary>
    public double Sample(Random random)
    {
        int k = CategoricalDraw.Next(_weights, random);
        double z = TruncatedNormal.Sample(Z(k, Lower), Z(k, Upper), random);
        return Math.Clamp(_means[k] + _scales[k] * z, Lower, Upper);
    }

    /// <summary>
    /// The mixture whose density is proportional to p(s) exp(−power s) between the bounds: exp(−power s) moves the mean
    /// of a component by −power σₖ².
    /// </summary>
    /// <param name="power">The power.</param>
    /// <param name="logTotal">Receives the logarithm of the factor that makes it equal.</param>
    public ScalarMixture Tilted(double power, out double logTotal)
    {
        double highest = double.NegativeInfinity, sum = 0;
        double[] weights = new double[_means.Length], means = new double[_means.Length];
        for (int k = 0; k < weights.Length; k++)
        {
            double shift = power * _scales[k] * _scales[k];
            means[k] = _means[k] - shift;
            weights[k] = LogWeights[k] - power * (_means[k] - 0.5 * shift);
            highest = Math.Max(highest, weights[k]);
        }
        for (int k = 0; k < weights.Length; k++)
            sum += weights[k] = Math.Exp(weights[k] - highest);
        logTotal = highest + Math.Log(sum);
        return new ScalarMixture(weights, means, _scales);
    }

    /// <summary>
    /// An interval outside of which P(S > s)² exp s, or the square of any tail, is negligible. On the logarithmic scale
    /// it is where exp s is a number.
    /// </summary>
    public Interval Essential(bool isLogarithmic)
    {
        const double Distance = 6.5; // exp(−z²) is 4e-19.
        const double MaxExponent = 700;
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        for (int k = 0; k < _means.Length; k++)
        {
            double above = _scales[k] * (Distance + (isLogarithmic ? 0.5 * _scales[k] : 0));
            low = Math.Min(low, Math.Min(_means[k], Upper) - Distance * _scales[k]);
            high = Math.Max(high, Math.Max(_means[k], Lower) + above);
        }
        (low, high) = (Math.Max(low, Lower), Math.Min(high, Upper));
        return isLogarithmic
            ? new Interval(Math.Clamp(low, -MaxExponent, MaxExponent), Math.Clamp(high, -MaxExponent, MaxExponent))
            : new Interval(low, high);
    }

    /// <summary>The mixture before truncation as text, with its means counted from elsewhere.</summary>
    public string Describe(double origin) => new ScalarMixture(_weights, _means, _scales).Describe(origin);

    // log(πₖ/Zₖ), computed lazily because quantiles without bounds do not need it. A race between threads is harmless.
    private double[]? _logWeights;

    private double[] LogWeights => _logWeights ??= [.. _weights.Select((weight, k) => Math.Log(weight)
        - (IsBounded ? TruncatedNormal.LogProbability(Z(k, Lower), Z(k, Upper)) : 0))];

    private double Z(int k, double s) => (s - _means[k]) / _scales[k];

    /// <summary>
    /// σₖ or, where the mean lies z standard deviations beyond a bound, σₖ/z, over which the density falls there.
    /// </summary>
    private double LengthScale(int k) => _scales[k] / Math.Max(1, Math.Max(Z(k, Lower), -Z(k, Upper)));

    private (double Below, double Above) Tails(double s) => _truncated is null ? Heights.Tails(s) : _truncated.At(s);

    /// <summary>The tails that both ends of an interval cut off, on the side where they are smaller.</summary>
    private static (double Larger, double Smaller) SmallerTails(
        (double Below, double Above) a, (double Below, double Above) b) =>
        a.Below > a.Above ? (a.Above, b.Above) : (b.Below, a.Below);
}
