namespace MixtureDensity;

// Modes and highest-density regions.
public sealed partial class ScalarMixture
{
    /// <summary>All local maxima of the density, the one of most weight first; there are at most K.</summary>
    public override Mode[] Modes()
    {
        List<Extremum> extrema = Extrema();
        var modes = new Mode[(extrema.Count + 1) / 2];
        double below = 0;
        for (int i = 0; i < modes.Length; i++)
        {
            double mode = extrema[2 * i].Location;
            double upTo = 2 * i + 1 < extrema.Count ? BelowAt(extrema[2 * i + 1].Location) : 1;
            modes[i] = new Mode([_origin + mode], CdfPointAt(mode).Density, upTo - below);
            below = upTo;
        }
        return Mode.Ordered(modes);
    }

    /// <summary>
    /// The highest-density region: the shortest set of probability <paramref name="level"/>, {y : p(y) ≥ c}, as
    /// intervals from left to right.
    /// </summary>
    /// <param name="level">The probability, between 0 and 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level is not between 0 and 1.</exception>
    public override Interval[] HighestDensityRegion(double level)
    {
        RequireLevel(level);
        return Moved(LevelSets.Region(level));
    }

    internal override Interval[] HighestDensityRegionWithout(double outside) => outside == 0
        ? [new Interval(double.NegativeInfinity, double.PositiveInfinity)]
        : Moved(LevelSets.RegionWithout(outside));

    internal override double OutsideHighestDensityRegion(double y, double u) =>
        LevelSets.OutsideAt(LogDensityAt(RequireNumber(y) - _origin));

    private LevelSets LevelSets => new(Extrema(), LogDensityAt, ProbabilityAt,
        _largestScale, Tolerance * _smallestScale);

    private Interval[] Moved(List<Interval> region) =>
        [.. region.Select(i => new Interval(_origin + i.Lower, _origin + i.Upper))];
}
