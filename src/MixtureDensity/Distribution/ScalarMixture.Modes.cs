namespace MixtureDensity;

// Modes and highest-density regions.
public sealed partial class ScalarMixture
{
    // A depth between 1,000 and 2,000 is reached 44σ away or farther, where the mass is below double precision.
    private const double MaxDepth = 1000;

    /// <summary>All local maxima of the density, from left to right; there are at most K.</summary>
    public Mode[] Modes()
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
        return modes;
    }

    /// <summary>
    /// The highest-density region: the shortest set of probability <paramref name="level"/>, {x : p(x) ≥ c}, as
    /// intervals from left to right.
    /// </summary>
    /// <param name="level">The probability, between 0 and 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level is not between 0 and 1.</exception>
    public Interval[] HighestDensityRegion(double level)
    {
        RequireLevel(level);
        return level < 0.5
            ? Region(level, i => -Mass(i))
            : HighestDensityRegionWithout(1 - level);
    }

    /// <summary>The highest-density region that leaves a probability outside, which may be tiny.</summary>
    internal Interval[] HighestDensityRegionWithout(double outside) => outside == 0
        ? [new Interval(double.NegativeInfinity, double.PositiveInfinity)]
        : Region(-Math.Log(outside), i => Math.Log(Outside(i)));

    /// <summary>
    /// P(p(y) ≤ p(x)): the probability outside the highest-density region that ends at x.
    /// </summary>
    internal double OutsideHighestDensityRegion(double x)
    {
        double height = LogDensityAt(RequireNumber(x) - _origin);
        if (double.IsNegativeInfinity(height))
            return 0;
        List<Extremum> extrema = Extrema();
        return height >= extrema.Max(e => LogDensityAt(e.Location)) ? 1 : Outside(Above(height, extrema));
    }

    /// <summary>
    /// The region {x : p(x) ≥ c} at which a function of it, which increases with c, is −<paramref name="offset"/>.
    /// </summary>
    private Interval[] Region(double offset, Func<Interval[], double> function)
    {
        List<Extremum> extrema = Extrema();
        double highest = extrema.Max(e => LogDensityAt(e.Location)), depth = 1;
        double At(double height) => function(Above(height, extrema)) + offset;
        while (At(highest - depth) > 0 && depth < MaxDepth)
            depth *= 2;
        double height = RootFinder.Find(At, highest - depth, highest, Tolerance);
        return [.. Above(height, extrema).Select(i => new Interval(_origin + i.Lower, _origin + i.Upper))];
    }

    internal static void RequireLevel(double level)
    {
        if (!(level > 0 && level < 1))
            throw new ArgumentOutOfRangeException(nameof(level), level, "The level must be between 0 and 1.");
    }

    private double Mass(Interval[] intervals) => intervals.Sum(i => BelowAt(i.Upper) - BelowAt(i.Lower));

    // All tails and gaps, each with all its digits.
    private double Outside(Interval[] intervals)
    {
        if (intervals.Length == 0)
            return 1;
        double outside = BelowAt(intervals[0].Lower) + CdfPointAt(intervals[^1].Upper).Above;
        for (int i = 1; i < intervals.Length; i++)
            outside += Probability(_origin + intervals[i - 1].Upper, _origin + intervals[i].Lower);
        return Math.Min(1, outside);
    }

    /// <summary>
    /// The intervals where the log density is at least <paramref name="height"/>, which is below its maximum.
    /// </summary>
    private Interval[] Above(double height, List<Extremum> extrema)
    {
        List<Interval> intervals = [];
        double? lower = null;
        // Between neighbouring extrema the density is monotone and crosses the height at most once.
        for (int i = 0; i < extrema.Count; i += 2)
        {
            double mode = extrema[i].Location;
            if (LogDensityAt(mode) < height)
                continue;
            lower ??= Crossing(i == 0 ? OutsideOf(mode, -1, height) : extrema[i - 1].Location, mode, height);
            double next = i + 1 < extrema.Count ? extrema[i + 1].Location : OutsideOf(mode, 1, height);
            if (LogDensityAt(next) >= height)
                continue;
            intervals.Add(new Interval(lower.Value, Crossing(next, mode, height)));
            lower = null;
        }
        return [.. intervals];
    }

    /// <summary>A point beyond an outermost mode where the log density is below a height.</summary>
    private double OutsideOf(double mode, int side, double height)
    {
        double distance = _largestScale;
        while (LogDensityAt(mode + side * distance) >= height)
            distance *= 2;
        return mode + side * distance;
    }

    /// <summary>The point where the log density crosses a height between two points, monotone between them.</summary>
    private double Crossing(double below, double notBelow, double height) =>
        RootFinder.Find(x => LogDensityAt(x) - height, below, notBelow, Tolerance * _smallestScale);
}
