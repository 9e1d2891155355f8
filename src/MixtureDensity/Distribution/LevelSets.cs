namespace MixtureDensity;

/// <summary>The sets {x : p(x) ≥ c} of a density whose extrema are known.</summary>
/// <param name="extrema">All extrema from left to right; maxima and minima alternate, with maxima at both ends.
/// </param>
/// <param name="logDensity">log p at a point, up to a constant.</param>
/// <param name="probability">The probability between two points.</param>
/// <param name="step">A distance in which the density changes; searches outside of the extrema start with it.</param>
/// <param name="tolerance">The absolute tolerance of a point.</param>
internal sealed class LevelSets(IReadOnlyList<Extremum> extrema, Func<double, double> logDensity,
    Func<double, double, double> probability, double step, double tolerance)
{
    // The absolute tolerance of a log density.
    private const double HeightTolerance = 1e-13;

    // A probability may be off by so much, or a tiny one by this part of it.
    private const double MaxExcess = 1e-9;

    // A depth between 1,000 and 2,000 is reached 44σ away or farther, where the mass is below double precision.
    private const double MaxDepth = 1000;

    private readonly double[] _heights = [.. extrema.Select(e => logDensity(e.Location))];

    /// <summary>The lower end of the support; the density decreases towards it if it is −∞.</summary>
    public double Lower { get; init; } = double.NegativeInfinity;

    /// <summary>The upper end of the support.</summary>
    public double Upper { get; init; } = double.PositiveInfinity;

    private double Highest => _heights.Max();

    /// <summary>The set of a probability, as intervals from left to right.</summary>
    public List<Interval> Region(double level) => level < 0.5
        ? Find(level, set => -set.Sum(i => probability(i.Lower, i.Upper)))
        : RegionWithout(1 - level);

    /// <summary>The set that leaves a probability outside, which may be tiny but not 0.</summary>
    public List<Interval> RegionWithout(double outside) =>
        Find(-Math.Log(outside), set => Math.Log(Outside(set)));

    /// <summary>The probability outside the set above a log density.</summary>
    public double OutsideAt(double height)
    {
        if (double.IsNegativeInfinity(height))
            return 0;
        return height >= Highest ? 1 : Outside(Above(height));
    }

    /// <summary>
    /// The set at which a function of it, which increases with the log density, is −<paramref name="offset"/>.
    /// </summary>
    private List<Interval> Find(double offset, Func<List<Interval>, double> function)
    {
        double highest = Highest, depth = 1, lowEnough = double.NegativeInfinity;
        while (At(highest - depth) > 0 && depth < MaxDepth)
            depth *= 2;
        List<Interval> set = Above(RootFinder.Find(At, highest - depth, highest, HeightTolerance));
        // Where a density is flat, heights that differ by rounding have different sets: one that is large enough.
        return function(set) + offset > MaxExcess ? Above(Math.Max(lowEnough, highest - depth)) : set;

        double At(double height)
        {
            double excess = function(Above(height)) + offset;
            lowEnough = excess <= 0 ? Math.Max(lowEnough, height) : lowEnough;
            return excess;
        }
    }

    // All tails and gaps, each with all its digits.
    private double Outside(List<Interval> set)
    {
        if (set.Count == 0)
            return 1;
        double outside = probability(double.NegativeInfinity, set[0].Lower)
            + probability(set[^1].Upper, double.PositiveInfinity);
        for (int i = 1; i < set.Count; i++)
            outside += probability(set[i - 1].Upper, set[i].Lower);
        return Math.Min(1, outside);
    }

    /// <summary>
    /// The intervals where the log density is at least <paramref name="height"/>, which is below its maximum.
    /// </summary>
    private List<Interval> Above(double height)
    {
        List<Interval> intervals = [];
        double? lower = null;
        // Between neighbouring extrema the density is monotone and crosses the height at most once.
        for (int i = 0; i < extrema.Count; i += 2)
        {
            double mode = extrema[i].Location;
            if (_heights[i] < height)
                continue;
            lower ??= Crossing(i == 0 ? Beyond(mode, -1, Lower, height) : extrema[i - 1].Location, mode, height);
            double next = i + 1 < extrema.Count ? extrema[i + 1].Location : Beyond(mode, 1, Upper, height);
            if (i + 1 < extrema.Count && _heights[i + 1] >= height)
                continue;
            intervals.Add(new Interval(lower.Value, Crossing(next, mode, height)));
            lower = null;
        }
        return intervals;
    }

    /// <summary>
    /// The end of the support on one side of an outermost mode or, if that is infinite, a point where the log density
    /// is below a height.
    /// </summary>
    private double Beyond(double mode, int side, double end, double height)
    {
        if (!double.IsInfinity(end))
            return end;
        double distance = step;
        while (logDensity(mode + side * distance) >= height)
            distance *= 2;
        return mode + side * distance;
    }

    /// <summary>
    /// The point where the log density crosses a height between two points, monotone between them; the first point if
    /// it is not below.
    /// </summary>
    private double Crossing(double from, double notBelow, double height)
    {
        double atFrom = logDensity(from) - height;
        return atFrom >= 0 ? from : RootFinder.Find(
            x => logDensity(x) - height, from, atFrom, notBelow, logDensity(notBelow) - height, tolerance);
    }
}
