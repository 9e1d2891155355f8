using System.Numerics;

namespace MixtureDensity;

// Where the density stops rising or falling, and what lies above a height.
public sealed partial class ScalarMixture
{
    // A maximum and a minimum nearer than this part of a σ differ in height by its cube.
    private const double SamePlace = 1e-3;

    // A share of the density below e^−40 is lost in rounding.
    private const double Negligible = -40;

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
    /// <exception cref="ArgumentOutOfRangeException">The level is not between 0 and 1.</exception>
    public Interval[] HighestDensityRegion(double level)
    {
        RequireLevel(level);
        List<Extremum> extrema = Extrema();
        double highest = extrema.Max(e => LogDensity(e.Location));

        // The mass above a log height falls from 1 to 0 as the height rises to that of the highest mode.
        double depth = 1;
        while (Mass(Above(highest - depth, extrema)) < level && depth < LargestDepth)
            depth *= 2;
        double height = RootFinder.Find(height => level - Mass(Above(height, extrema)), highest - depth, highest, Resolution);
        return Above(height, extrema);
    }

    internal static void RequireLevel(double level)
    {
        if (!(level > 0 && level < 1))
            throw new ArgumentOutOfRangeException(nameof(level), level, "The probability of a region lies between 0 and 1.");
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
        double distance = _widest;
        while (LogDensity(mode + side * distance) >= height)
            distance *= 2;
        return mode + side * distance;
    }

    /// <summary>Where a monotone stretch of the log density rises through a height, between a point below it and one that is not.</summary>
    private double Crossing(double below, double notBelow, double height) =>
        RootFinder.Find(x => LogDensity(x) - height, below, notBelow, Resolution * _finest);

    /// <summary>All extrema from left to right: a maximum first, then minima and maxima in turn.</summary>
    private List<Extremum> Extrema()
    {
        // Left of every mean the density rises, right of every mean it falls.
        double low = Math.BitDecrement(_lowest - _finest), high = Math.BitIncrement(_highest + _finest);
        List<Extremum> found = [];
        Isolate(low, high, found);
        return found;
    }

    /// <summary>
    /// Finds the extrema between two points where the density rises, falls, or does not stand still. An interval on which p′
    /// has no root is done; one on which it has one at the most is searched for it; any other is cut in two. So none is
    /// missed, but for pairs that differ in height by less than 1e-9 of it.
    /// </summary>
    private void Isolate(double low, double high, List<Extremum> found)
    {
        var (hasRoot, isMonotone, finest) = Bounds(low, high);
        if (!hasRoot)
            return;
        bool isNarrow = high - low <= 1e-13 * (Math.Abs(low) + Math.Abs(high)) + SamePlace * finest;
        if (isMonotone || isNarrow)
        {
            double atLow = Slope(low), atHigh = Slope(high);
            if (atLow > 0 != atHigh > 0)
            {
                double root = RootFinder.Find(Slope, low, atLow, high, atHigh, Resolution * _finest);
                found.Add(new Extremum(root, IsMaximum: atLow > 0));
            }
            return;
        }
        double cut = low + 0.5 * (high - low);
        Isolate(low, cut, found);
        Isolate(cut, high, found);
    }

    /// <summary>The slope of the log density.</summary>
    private double Slope(double x) => LogDensityAndSlope(x).Slope;

    /// <summary>
    /// What Taylor's theorem at the middle of an interval tells of p′: whether it may have a root, whether it has one at the
    /// most, and the smallest σ that matters there.
    /// </summary>
    /// <remarks>
    /// It is told of f = p′ exp(z²/2), z that of the component which is the highest in the middle. f has the sign of p′, and
    /// in a deep valley it is nearly a straight line where p′ itself falls by many powers of ten.
    /// </remarks>
    private (bool HasRoot, bool IsMonotone, double Finest) Bounds(double low, double high)
    {
        double radius = 0.5 * (high - low), middle = low + radius;
        int top = HighestAt(middle);
        double topMean = _means[top], topPrecision = _reciprocals[top] * _reciprocals[top];
        double TopExponent(double x) => _logHeights[top] - 0.5 * (x - topMean) * (x - topMean) * topPrecision;

        Vector<double> value = Vector<double>.Zero, slope = Vector<double>.Zero, bend = Vector<double>.Zero, rounding = Vector<double>.Zero;
        var finest = new Vector<double>(double.PositiveInfinity);
        Vector<double> Low = new(low), Middle = new(middle), High = new(high);
        Vector<double> topAtLow = new(TopExponent(low)), topAtMiddle = new(TopExponent(middle)), topAtHigh = new(TopExponent(high));
        for (int k = 0; k < _means.Length; k += Vector<double>.Count)
        {
            // A component's term is −(z/σ) e^q, with q its exponent less that of the top.
            Vector<double> mean = new(_means, k), r = new(_reciprocals, k);
            Vector<double> zLow = (Low - mean) * r, zHigh = (High - mean) * r, z = (Middle - mean) * r;
            Vector<double> QSlope(Vector<double> x, Vector<double> zAtX) => (x - new Vector<double>(topMean)) * topPrecision - zAtX * r;
            Vector<double> qBend = new Vector<double>(topPrecision) - r * r;

            Vector<double> share = Vector.Exp(Exponents(k, Middle) - topAtMiddle) * r;
            value -= share * z;
            slope -= share * (r + z * QSlope(Middle, z));
            rounding += 1e-14 * Vector.Abs(share * z);

            // The largest |z|, |q′| and q of the interval bound the second derivative. Where q turns, it does so at most once.
            Vector<double> atLow = QSlope(Low, zLow), atHigh = QSlope(High, zHigh);
            Vector<double> qLow = Exponents(k, Low) - topAtLow, qHigh = Exponents(k, High) - topAtHigh;
            Vector<double> largestQ = Vector.Max(qLow, qHigh);
            Vector<long> turns = Vector.BitwiseAnd(Vector.GreaterThan(atLow, Vector<double>.Zero), Vector.LessThan(atHigh, Vector<double>.Zero));
            // q is a parabola that falls away from its top: from the low end it rises by (q′)²/(−2 q″).
            Vector<double> summit = qLow + atLow * atLow / (-2 * qBend);
            largestQ = Vector.ConditionalSelect(turns, Vector.Max(largestQ, summit), largestQ);
            Vector<double> largestZ = Vector.Max(Vector.Abs(zLow), Vector.Abs(zHigh));
            Vector<double> steepest = Vector.Max(Vector.Abs(atLow), Vector.Abs(atHigh));
            bend += Vector.Exp(largestQ) * r * (2 * steepest * r + largestZ * (Vector.Abs(qBend) + steepest * steepest));
            Vector<long> matters = Vector.GreaterThan(largestQ, new Vector<double>(Negligible));
            finest = Vector.ConditionalSelect(matters, Vector.Min(finest, new Vector<double>(_scales, k)), finest);
        }
        double atMiddle = Math.Abs(Vector.Sum(value)), steepness = Math.Abs(Vector.Sum(slope)), bending = Vector.Sum(bend);
        bool hasNoRoot = atMiddle > steepness * radius + 0.5 * bending * radius * radius + Vector.Sum(rounding);
        double smallest = finest[0];
        for (int lane = 1; lane < Vector<double>.Count; lane++)
            smallest = Math.Min(smallest, finest[lane]);
        return (!hasNoRoot, steepness > bending * radius, smallest);
    }

    /// <summary>The component with the largest share of the density at a point.</summary>
    private int HighestAt(double x)
    {
        int top = 0;
        double highest = double.NegativeInfinity;
        for (int k = 0; k < _means.Length; k++)
        {
            double z = (x - _means[k]) * _reciprocals[k];
            double exponent = _logHeights[k] - 0.5 * z * z;
            if (exponent > highest)
                (top, highest) = (k, exponent);
        }
        return top;
    }
}
