namespace MixtureDensity;

// Where the density stops rising or falling, and what lies above a height.
public sealed partial class ScalarMixture
{
    // Twice 1,000 is the depth of 44σ, where no mass is left that a double could tell from none.
    private const double MaxDepth = 1000;

    /// <summary>Every local maximum of the density, from left to right; K components have at most K.</summary>
    public Mode[] Modes()
    {
        List<Extremum> extrema = Extrema();
        var modes = new Mode[(extrema.Count + 1) / 2];
        double below = 0;
        for (int i = 0; i < modes.Length; i++)
        {
            double mode = extrema[2 * i].Location;
            double upTo = 2 * i + 1 < extrema.Count ? BelowAt(extrema[2 * i + 1].Location) : 1;
            modes[i] = new Mode([_origin + mode], LevelAt(mode).Density, upTo - below);
            below = upTo;
        }
        return modes;
    }

    /// <summary>
    /// The shortest set of probability <paramref name="level"/>, {x : p(x) ≥ c}, as intervals from left to right.
    /// </summary>
    /// <param name="level">The probability, between 0 and 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The level is not between 0 and 1.</exception>
    public Interval[] HighestDensityRegion(double level)
    {
        RequireLevel(level);
        List<Extremum> extrema = Extrema();
        double highest = extrema.Max(e => LogDensityAt(e.Location));

        // The mass above a log height falls from 1 to 0 as the height rises to that of the highest mode.
        double depth = 1;
        while (Mass(Above(highest - depth, extrema)) < level && depth < MaxDepth)
            depth *= 2;
        double height = RootFinder.Find(height =>
            level - Mass(Above(height, extrema)), highest - depth, highest, Resolution);
        return [.. Above(height, extrema).Select(i => new Interval(_origin + i.Lower, _origin + i.Upper))];
    }

    internal static void RequireLevel(double level)
    {
        if (!(level > 0 && level < 1))
            throw new ArgumentOutOfRangeException(nameof(level), level,
                "The probability of a region lies between 0 and 1.");
    }

    private double Mass(Interval[] intervals) => intervals.Sum(i => BelowAt(i.Upper) - BelowAt(i.Lower));

    /// <summary>
    /// Where the log density is at least <paramref name="height"/>, for a height below the highest mode's.
    /// </summary>
    private Interval[] Above(double height, List<Extremum> extrema)
    {
        List<Interval> intervals = [];
        double? lower = null;
        // Maxima and minima alternate, so between neighbours the density is monotone and crosses the height at most
        // once.
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

    /// <summary>A point on one side of an outermost mode where the density is below a height.</summary>
    private double OutsideOf(double mode, int side, double height)
    {
        double distance = _largestScale;
        while (LogDensityAt(mode + side * distance) >= height)
            distance *= 2;
        return mode + side * distance;
    }

    /// <summary>
    /// Where a monotone stretch of the log density rises through a height, between a point below it and one that is
    /// not.
    /// </summary>
    private double Crossing(double below, double notBelow, double height) =>
        RootFinder.Find(x => LogDensityAt(x) - height, below, notBelow, Resolution * _smallestScale);
}
