namespace MixtureDensity;

/// <summary>
/// A distribution over the real numbers, with its density, distribution function, quantiles, modes, regions and scores.
/// </summary>
/// <remarks>
/// It may have jumps: values with a probability of their own. All methods are safe for concurrent use.
/// </remarks>
public abstract class ScalarDistribution
{
    private protected ScalarDistribution()
    {
    }

    /// <summary>The mean E[Y], in units of y.</summary>
    public abstract double Mean { get; }

    /// <summary>The standard deviation √(E[Y²] − E[Y]²), in units of y.</summary>
    public abstract double StandardDeviation { get; }

    /// <summary>log p(y) in nats, per unit of y; −∞ where y is impossible.</summary>
    /// <param name="y">The value.</param>
    /// <exception cref="ArgumentException">y is NaN.</exception>
    public abstract double LogDensity(double y);

    /// <summary>The cumulative distribution function P(Y ≤ y).</summary>
    /// <param name="y">The value; ±∞ are allowed.</param>
    /// <exception cref="ArgumentException">y is NaN.</exception>
    public abstract double Cdf(double y);

    /// <summary>The survival function P(Y > y) = 1 − P(Y ≤ y), accurate in the upper tail.</summary>
    /// <param name="y">The value; ±∞ are allowed.</param>
    /// <exception cref="ArgumentException">y is NaN.</exception>
    public abstract double Survival(double y);

    /// <summary>The probability of an interval, P(lower &lt; Y ≤ upper), accurate in both tails.</summary>
    /// <param name="lower">The lower end; −∞ is allowed.</param>
    /// <param name="upper">The upper end; ∞ is allowed.</param>
    /// <exception cref="ArgumentException">An end is NaN, or the lower end is above the upper one.</exception>
    public abstract double Probability(double lower, double upper);

    /// <summary>The probability of a closed interval, P(lower ≤ Y ≤ upper).</summary>
    /// <param name="interval">The interval; a single value has the probability of the jump there.</param>
    /// <exception cref="ArgumentException">An end is NaN, or the lower end is above the upper one.</exception>
    public virtual double Probability(Interval interval) => Probability(interval.Lower, interval.Upper);

    /// <summary>The quantile: the least y with P(Y ≤ y) ≥ p; the ends of the support for p = 0 and 1.</summary>
    /// <param name="p">The probability.</param>
    /// <exception cref="ArgumentOutOfRangeException">p is outside [0, 1].</exception>
    public double Quantile(double p)
    {
        double quantile = 0;
        Quantiles(new ReadOnlySpan<double>(in p), new Span<double>(ref quantile));
        return quantile;
    }

    /// <summary>
    /// Computes several quantiles, faster than one by one because the searches share their evaluations.
    /// </summary>
    /// <param name="p">The probabilities, in any order.</param>
    /// <param name="quantiles">Receives the quantiles; the ends of the support for p = 0 and 1.</param>
    /// <exception cref="ArgumentException">The span of quantiles is too short.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A probability is outside [0, 1].</exception>
    public abstract void Quantiles(ReadOnlySpan<double> p, Span<double> quantiles);

    /// <summary>
    /// The central interval of probability <paramref name="level"/>: from the quantile of s to that of 1 − s, with the
    /// largest s that leaves it so much probability. s is (1 − level)/2 where there is no jump at its ends.
    /// </summary>
    /// <param name="level">The probability, between 0 and 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level is not between 0 and 1.</exception>
    public Interval CentralInterval(double level)
    {
        RequireLevel(level);
        return CentralIntervalWithout(1 - level);
    }

    /// <summary>All local maxima of the density, the one of most weight first.</summary>
    public abstract Mode[] Modes();

    /// <summary>
    /// The highest-density region: the smallest set of probability <paramref name="level"/> or more, as closed
    /// intervals from left to right.
    /// </summary>
    /// <param name="level">The probability, between 0 and 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level is not between 0 and 1.</exception>
    public abstract Interval[] HighestDensityRegion(double level);

    /// <summary>
    /// The continuous ranked probability score (CRPS) E|Y − y| − ½ E|Y − Y′| = ∫ (P(Y ≤ x) − 1{x ≥ y})² dx. Lower is
    /// better.
    /// </summary>
    /// <param name="y">The observed value.</param>
    /// <returns>At least 0, in units of y; ∞ for an infinite y.</returns>
    /// <exception cref="ArgumentException">y is NaN.</exception>
    public abstract double Crps(double y);

    /// <summary>
    /// The probability integral transform P(Y &lt; y) + u P(Y = y), randomised where there is a jump: uniform on [0, 1]
    /// if y is a sample of the distribution and u is uniform. Of a rounded target, Y = y is the whole cell about y,
    /// also where y is no value of the grid.
    /// </summary>
    /// <param name="y">The observed value.</param>
    /// <param name="u">The position inside a jump, in [0, 1).</param>
    /// <exception cref="ArgumentException">y is NaN.</exception>
    /// <exception cref="ArgumentOutOfRangeException">u is outside [0, 1).</exception>
    /// <remarks>
    /// Source: C. Czado, T. Gneiting and L. Held, "Predictive model assessment for count data", 2009.
    /// </remarks>
    public abstract double Pit(double y, double u);

    /// <summary>Draws a value.</summary>
    /// <param name="random">The source of randomness.</param>
    public abstract double Sample(Random random);

    /// <summary>(y − mean)², with all digits for large y close to each other too.</summary>
    internal abstract double SquaredError(double y);

    /// <summary>
    /// The smallest central interval that leaves no more than a probability outside, which may be tiny; all values for
    /// 0.
    /// </summary>
    internal abstract Interval CentralIntervalWithout(double outside);

    /// <summary>
    /// What central intervals leave outside when y drops out of them: P(Z &lt; z) + u P(Z = z) with the order
    /// z = min(P(Y ≤ y), P(Y ≥ y)) in which values drop out. Uniform on [0, 1] if y is a sample of the distribution and
    /// u is uniform. If it is more than the smallest interval may leave outside, y is in that.
    /// </summary>
    internal abstract double OutsideCentralInterval(double y, double u);

    /// <summary>
    /// The smallest highest-density region that leaves no more than a probability outside, which may be tiny; all
    /// values for 0.
    /// </summary>
    internal abstract Interval[] HighestDensityRegionWithout(double outside);

    /// <summary>The same of highest-density regions: P(p(Y) &lt; p(y)) + u P(p(Y) = p(y)).</summary>
    internal abstract double OutsideHighestDensityRegion(double y, double u);

    internal static void RequireLevel(double level)
    {
        if (!(level > 0 && level < 1))
            throw new ArgumentOutOfRangeException(nameof(level), level, "The level must be between 0 and 1.");
    }

    private protected static void RequireProbability(double p)
    {
        if (!(p >= 0 && p <= 1))
            throw new ArgumentOutOfRangeException(nameof(p), p, "A probability must be in [0, 1].");
    }

    private protected static void RequirePosition(double u)
    {
        if (!(u >= 0 && u < 1))
            throw new ArgumentOutOfRangeException(nameof(u), u, "The position inside a jump must be in [0, 1).");
    }

    private protected static double RequireNumber(double y) =>
        double.IsNaN(y) ? throw new ArgumentException("y is NaN.", nameof(y)) : y;

    private protected static void RequireInterval(double lower, double upper)
    {
        if (RequireNumber(lower) > RequireNumber(upper))
            throw new ArgumentException($"The lower end {lower} is above the upper end {upper}.", nameof(lower));
    }

    private protected static void RequireRoom(ReadOnlySpan<double> p, ReadOnlySpan<double> quantiles)
    {
        if (quantiles.Length < p.Length)
            throw new ArgumentException($"{p.Length} quantiles do not fit in {quantiles.Length}.", nameof(quantiles));
    }
}
