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
        int top = 0;
        for (int k = 1; k < _means.Length; k++)
            top = Exponent(k, middle) > Exponent(top, middle) ? k : top;

        double value = 0, slope = 0, bend = 0, rounding = 0, finest = double.PositiveInfinity;
        for (int k = 0; k < _means.Length; k++)
        {
            // A component's term is −(z/σ) e^q, with q its exponent less that of the top.
            double σ = _scales[k];
            double Z(double x) => (x - _means[k]) / σ;
            double Q(double x) => Exponent(k, x) - Exponent(top, x);
            double QSlope(double x) => (x - _means[top]) / _scales[top] / _scales[top] - Z(x) / σ;
            double qBend = 1 / _scales[top] / _scales[top] - 1 / σ / σ;

            double z = Z(middle), q = QSlope(middle), share = Math.Exp(Q(middle)) / σ;
            value -= share * z;
            slope -= share * (1 / σ + z * q);
            rounding += 1e-14 * Math.Abs(share * z);

            // The largest |z|, |q′| and q of the interval bound the second derivative.
            double atLow = QSlope(low), atHigh = QSlope(high);
            double largestQ = Math.Max(Q(low), Q(high));
            if (atLow > 0 && atHigh < 0)
                largestQ = Math.Max(largestQ, Q(low + (high - low) * (atLow / (atLow - atHigh))));
            double largestZ = Math.Max(Math.Abs(Z(low)), Math.Abs(Z(high)));
            double steepest = Math.Max(Math.Abs(atLow), Math.Abs(atHigh));
            bend += Math.Exp(largestQ) / σ * (2 * steepest / σ + largestZ * (Math.Abs(qBend) + steepest * steepest));
            if (largestQ > Negligible)
                finest = Math.Min(finest, σ);
        }
        bool hasNoRoot = Math.Abs(value) > Math.Abs(slope) * radius + 0.5 * bend * radius * radius + rounding;
        return (!hasNoRoot, Math.Abs(slope) > bend * radius, finest);
    }
}
