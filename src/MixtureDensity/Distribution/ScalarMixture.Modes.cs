namespace MixtureDensity;

// Where the density stops rising or falling, and what lies above a height.
public sealed partial class ScalarMixture
{
    private const double Sqrt3 = 1.7320508075688772;

    // Twice 1,000 is the depth of 44σ, where no mass is left that a double could tell from none.
    private const double LargestDepth = 1000;

    /// <summary>A point where the density has a maximum, or between two of them a minimum.</summary>
    private readonly record struct Extremum(double Location, bool IsMaximum);

    /// <summary>Every local maximum of the density, from left to right; K components have at most K.</summary>
    public Mode[] Modes()
    {
        List<Extremum> extrema = Extrema();
        var modes = new Mode[(extrema.Count + 1) / 2];
        double below = 0;
        for (int i = 0; i < modes.Length; i++)
        {
            double mode = extrema[2 * i].Location;
            double upTo = 2 * i + 1 < extrema.Count ? Cdf(extrema[2 * i + 1].Location) : 1;
            modes[i] = new Mode([mode], Math.Exp(LogDensity(mode)), upTo - below);
            below = upTo;
        }
        return modes;
    }

    /// <summary>The shortest set of probability <paramref name="level"/>, {x : p(x) ≥ c}, as intervals from left to right.</summary>
    /// <param name="level">The probability, between 0 and 1.</param>
    public Interval[] HighestDensityRegion(double level)
    {
        List<Extremum> extrema = Extrema();
        double highest = extrema.Max(e => LogDensity(e.Location));

        // The mass above a log height falls from 1 to 0 as the height rises to that of the highest mode.
        double depth = 1;
        while (Mass(Above(highest - depth, extrema)) < level && depth < LargestDepth)
            depth *= 2;
        double height = RootFinder.Find(
            height =>
            {
                Interval[] region = Above(height, extrema);
                double narrowing = region.Sum(i => 1 / Math.Abs(Slope(i.Lower)) + 1 / Math.Abs(Slope(i.Upper)));
                return (level - Mass(region), Math.Exp(height) * narrowing);
            },
            highest - depth, highest, Resolution);
        return Above(height, extrema);
    }

    private double Mass(Interval[] intervals) => intervals.Sum(i => Cdf(i.Upper) - Cdf(i.Lower));

    /// <summary>Where the log density is at least <paramref name="height"/>, for a height below the highest mode's.</summary>
    private Interval[] Above(double height, List<Extremum> extrema)
    {
        List<Interval> intervals = [];
        double? lower = null;
        // Maxima and minima alternate, so between neighbours the density is monotone and crosses the height at most once.
        for (int i = 0; i < extrema.Count; i += 2)
        {
            double mode = extrema[i].Location;
            if (LogDensity(mode) < height)
                continue;
            lower ??= Crossing(i == 0 ? OutsideOf(mode, -1, height) : extrema[i - 1].Location, mode, height);
            double next = i + 1 < extrema.Count ? extrema[i + 1].Location : OutsideOf(mode, 1, height);
            if (LogDensity(next) >= height)
                continue;
            intervals.Add(new Interval(lower.Value, Crossing(next, mode, height)));
            lower = null;
        }
        return [.. intervals];
    }

    /// <summary>A point on one side of an outermost mode where the density is below a height.</summary>
    private double OutsideOf(double mode, int side, double height)
    {
        double distance = _scales.Max();
        while (LogDensity(mode + side * distance) >= height)
            distance *= 2;
        return mode + side * distance;
    }

    /// <summary>Where a monotone stretch of the log density rises through a height, between a point below it and one that is not.</summary>
    private double Crossing(double below, double notBelow, double height) =>
        RootFinder.Find(x => (LogDensity(x) - height, Slope(x)), below, notBelow, Resolution * _scales.Min());

    /// <summary>All extrema from left to right: a maximum first, then minima and maxima in turn.</summary>
    private List<Extremum> Extrema()
    {
        // Left of every mean the density rises, right of every mean it falls.
        double low = Math.BitDecrement(_means.Min() - _scales.Min()), high = Math.BitIncrement(_means.Max() + _scales.Min());
        List<Extremum> found = [];
        Isolate(low, high, found);
        return found;
    }

    /// <summary>
    /// Finds the extrema between two points where the density rises, falls, or does not stand still. An interval that the
    /// range of p′ shows to have none is done; one where the range of p″ shows p′ to be monotone has one or none; any other is
    /// cut in two. So none is missed, however close it is to its neighbour.
    /// </summary>
    private void Isolate(double low, double high, List<Extremum> found)
    {
        var (slopeHasRoot, slopeIsMonotone) = Ranges(low, high);
        if (!slopeHasRoot)
            return;
        bool isNarrow = high - low <= 1e-13 * (Math.Abs(low) + Math.Abs(high)) + 1e-9 * _scales.Min();
        if (slopeIsMonotone || isNarrow)
        {
            double atLow = Slope(low), atHigh = Slope(high);
            if (atLow > 0 != atHigh > 0)
            {
                var (below, notBelow) = atLow > 0 ? (high, low) : (low, high);
                double root = RootFinder.Find(x => (Slope(x), double.NaN), below, notBelow, Resolution * _scales.Min());
                found.Add(new Extremum(root, IsMaximum: atLow > 0));
            }
            return;
        }
        double cut = low + 0.5 * (high - low);
        Isolate(low, cut, found);
        Isolate(cut, high, found);
    }

    /// <summary>The slope of the log density, (log p)′ = Σ γₖ (μₖ − x)/σₖ²; it has the sign of p′, and does not underflow where p does.</summary>
    private double Slope(double x)
    {
        double highest = HighestExponent(x);
        double sum = 0, total = 0;
        for (int k = 0; k < _means.Length; k++)
        {
            double share = Math.Exp(Exponent(k, x) - highest);
            sum += share * ((_means[k] - x) / _scales[k] / _scales[k]);
            total += share;
        }
        return sum / total;
    }

    /// <summary>Whether the range of p′ over an interval, as the sum of the components' own ranges, holds 0, and that of p″ does not.</summary>
    private (bool SlopeHasRoot, bool SlopeIsMonotone) Ranges(double low, double high)
    {
        // Scaled by the largest term of the interval, so that valleys between distant components do not underflow.
        double highest = double.NegativeInfinity;
        for (int k = 0; k < _means.Length; k++)
            highest = Math.Max(highest, Exponent(k, Math.Clamp(_means[k], low, high)));

        double slopeLow = 0, slopeHigh = 0, curvatureLow = 0, curvatureHigh = 0, rounding = 0;
        for (int k = 0; k < _means.Length; k++)
        {
            double σ = _scales[k];
            double a = (low - _means[k]) / σ, b = (high - _means[k]) / σ;
            double height = _logHeights[k] - highest;
            // −z e^(−z²/2) turns at ±1, and (z² − 1) e^(−z²/2) at 0 and ±√3.
            var (least, most) = Range(z => -z * Math.Exp(height - 0.5 * z * z) / σ, a, b, [-1, 1]);
            slopeLow += least;
            slopeHigh += most;
            rounding += 1e-14 * Math.Max(Math.Abs(least), Math.Abs(most));
            (least, most) = Range(z => (z * z - 1) * Math.Exp(height - 0.5 * z * z) / σ / σ, a, b, [-Sqrt3, 0, Sqrt3]);
            curvatureLow += least;
            curvatureHigh += most;
        }
        return (slopeLow <= rounding && slopeHigh >= -rounding, curvatureLow > 0 || curvatureHigh < 0);
    }

    private static (double Least, double Most) Range(Func<double, double> f, double a, double b, ReadOnlySpan<double> turns)
    {
        double atA = f(a), atB = f(b);
        double least = Math.Min(atA, atB), most = Math.Max(atA, atB);
        foreach (double turn in turns)
        {
            if (turn <= a || turn >= b)
                continue;
            double value = f(turn);
            least = Math.Min(least, value);
            most = Math.Max(most, value);
        }
        return (least, most);
    }
}
