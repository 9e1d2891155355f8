namespace MixtureDensity;

/// <summary>Central intervals and highest-density regions of one target, calibrated by conformity scores.</summary>
/// <remarks>
/// The score of a central interval is 2 min(F(y|x), 1 − F(y|x)), that of a region H = P(p(Y|x) ≤ p(y|x)), both drawn
/// from the jump where Y = y has a probability; then a row is inside if its score is more than what is left outside.
/// Sources: Y. Romano, E. Patterson and E. J. Candès, "Conformalized quantile regression", 2019, whose correction is
/// in the target's unit, for one level; V. Chernozhukov, K. Wüthrich and Y. Zhu, "Distributional conformal prediction",
/// 2021, whose correction is in probability, for all levels; R. Izbicki, G. Shimizu and R. B. Stern, "CD-split and
/// HPD-split", 2022.
/// </remarks>
/// <param name="Intervals">The scores of central intervals; null for the distribution's own intervals.</param>
/// <param name="Regions">The scores of highest-density regions; null for the distribution's own regions.</param>
public sealed record TargetCalibration(ConformityScores? Intervals, ConformityScores? Regions)
{
    // A row whose score is exactly the limit is inside, despite rounding: rows of one x may share a score.
    private const double Inside = 1 - 1e-9;

    /// <summary>No calibration: the distribution's own intervals and regions.</summary>
    public static TargetCalibration None { get; } = new(null, null);

    /// <summary>
    /// The central interval for a level. It is the whole line for a level above
    /// <see cref="ConformityScores.MaxLevel"/>.
    /// </summary>
    /// <param name="distribution">The distribution of the target in one row.</param>
    /// <param name="level">The probability, between 0 and 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level is not between 0 and 1.</exception>
    public Interval CentralInterval(ScalarDistribution distribution, double level) => Intervals is null
        ? distribution.CentralInterval(level)
        : distribution.CentralIntervalWithout(Inside * Intervals.OutsideFor(level));

    /// <summary>
    /// The highest-density region for a level, as intervals from left to right. It is the whole line for a level above
    /// <see cref="ConformityScores.MaxLevel"/>.
    /// </summary>
    /// <inheritdoc cref="CentralInterval"/>
    public Interval[] HighestDensityRegion(ScalarDistribution distribution, double level) => Regions is null
        ? distribution.HighestDensityRegion(level)
        : distribution.HighestDensityRegionWithout(Inside * Regions.OutsideFor(level));
}
