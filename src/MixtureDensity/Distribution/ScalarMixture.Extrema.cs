using System.Runtime.Intrinsics;

namespace MixtureDensity;

// Where the density stops rising or falling.
public sealed partial class ScalarMixture
{
    // A maximum and a minimum nearer than this part of a σ differ in height by its cube.
    private const double SamePlace = 1e-3;

    // A share of the density below e^−40 is lost in rounding.
    private const double Negligible = -40;

    // So large a part of the sizes of the terms of a sum may be rounding. Most of it is that of z, which the bell
    // magnifies by
    // z², and beyond 38² there is no bell.
    private const double Rounding = 1e-12;

    // How many places there is room for at a time, of which most mixtures need no more, and how many numbers fit the
    // stack.
    private const int PointsAtHand = 12;
    private const int RoomOnStack = 1024;

    // φ″ is (z² − 1) φ: it is lowest at 0, and highest at ±√3 with 2 exp(−3/2).
    private static readonly double Sqrt3 = Math.Sqrt(3), MaxSecondOfBell = 2 * Math.Exp(-1.5);

    /// <summary>A point where the density has a maximum, or between two of them a minimum.</summary>
    private readonly record struct Extremum(double Location, bool IsMaximum);

    /// <summary>All extrema from left to right: a maximum first, then minima and maxima in turn.</summary>
    private List<Extremum> Extrema()
    {
        // Left of every mean the density rises, right of every mean it falls.
        double low = Math.BitDecrement(_lowest - _smallestScale), high = Math.BitIncrement(_highest + _smallestScale);
        int size = PointDerivatives.TermsFor(this);
        Span<double> room = size * PointsAtHand <= RoomOnStack ? stackalloc double[RoomOnStack]
            : new double[size * PointsAtHand];
        List<Extremum> found = [];
        Isolate(new PointDerivatives(this, low, room[..size]),
            new PointDerivatives(this, high, room[size..(2 * size)]), room[(2 * size)..], found);
        return found;
    }

    /// <summary>
    /// Finds the extrema between two points. An interval on which p′ has no root is done; one on which p″ has one sign,
    /// and so
    /// p′ one root at the most, is searched for it; any other is cut in two. So none is missed, but for pairs that
    /// differ in
    /// height by less than 1e-9 of it.
    /// </summary>
    private void Isolate(in PointDerivatives low, in PointDerivatives high, Span<double> room, List<Extremum> found)
    {
        var (minSecond, maxSecond) = SecondDerivativeBounds(low, high);
        if (HasNoRoot(low, high, minSecond, maxSecond))
            return;
        int size = low.Terms.Length;
        if (room.Length < size)
            room = new double[size * PointsAtHand];
        if (minSecond >= 0 || maxSecond <= 0 || IsNarrow(low.X, high.X))
        {
            if (low.Rises != high.Rises)
                found.Add(new Extremum(Root(low, high, room[..size]), IsMaximum: low.Rises));
            return;
        }
        var middle = new PointDerivatives(this, low.X + 0.5 * (high.X - low.X), room[..size]);
        Isolate(low, middle, room[size..], found);
        Isolate(middle, high, room[size..], found);
    }

    /// <summary>
    /// Bounds of p″ between two points. The part of a component has three extrema, and is monotone between them.
    /// </summary>
    private (double Lowest, double Highest) SecondDerivativeBounds(in PointDerivatives low, in PointDerivatives high)
    {
        Vector512<double> lowest = default, highest = default, lowestSize = default, highestSize = default;
        int n = _means.Length;
        for (int k = 0; k < n; k += Lanes)
        {
            Vector512<double> a = Vector512.Create(low.Terms[k..]), b = Vector512.Create(high.Terms[k..]);
            Vector512<double> atA = Vector512.Create(low.Terms[(n + k)..]),
                atB = Vector512.Create(high.Terms[(n + k)..]);
            Vector512<double> peak = Vector512.Create(_peaks, k) * Vector512.Create(_relativePrecisions, k);
            Vector512<double> smallest =
                Vector512.ConditionalSelect(Holds(a, b, 0), -peak, Vector512.MinNative(atA, atB));
            Vector512<double> largest = Vector512.ConditionalSelect(
                Holds(a, b, Sqrt3) | Holds(a, b, -Sqrt3), MaxSecondOfBell * peak, Vector512.MaxNative(atA, atB));
            lowest += smallest;
            highest += largest;
            lowestSize += Vector512.Abs(smallest);
            highestSize += Vector512.Abs(largest);
        }
        return (Beyond(Vector512.Sum(lowest), Vector512.Sum(lowestSize)),
            -Beyond(-Vector512.Sum(highest), Vector512.Sum(highestSize)));

        static Vector512<double> Holds(Vector512<double> a, Vector512<double> b, double z) =>
            Vector512.LessThan(a, Vector512.Create(z)) & Vector512.GreaterThan(b, Vector512.Create(z));

        // Where all terms have one sign, and be they all 0 because they underflow, that sign is sure.
        static double Beyond(double sum, double size) =>
            sum >= Rounding * size ? sum * (1 - Rounding) : sum - Rounding * size;
    }

    /// <summary>Whether p′ has one sign between two points, for the bounds of p″ there.</summary>
    private bool HasNoRoot(in PointDerivatives low, in PointDerivatives high, double minSecond, double maxSecond)
    {
        double distance = (high.X - low.X) / _smallestScale, rounding = Rounding * (low.Size + high.Size);
        return low.Slope > 0
            ? high.Slope > 0 && Least(low.Slope, high.Slope, minSecond, maxSecond) > rounding
            : high.Slope < 0 && Least(-low.Slope, -high.Slope, -maxSecond, -minSecond) > rounding;

        // The least that a function can be between two values, for the bounds of its slope.
        double Least(double atLow, double atHigh, double steepestFall, double steepestRise)
        {
            if (steepestFall >= 0)
                return atLow;
            if (steepestRise <= 0)
                return atHigh;
            double crossing = (atHigh - atLow - steepestRise * distance) / (steepestFall - steepestRise);
            return atLow + steepestFall * Math.Clamp(crossing, 0, distance);
        }
    }

    /// <summary>Whether two points are the same place for every component that matters between them.</summary>
    private bool IsNarrow(double low, double high)
    {
        double rest = high - low - 1e-13 * (Math.Abs(low) + Math.Abs(high));
        if (rest > SamePlace * _largestScale)
            return false;
        if (rest <= SamePlace * _smallestScale)
            return true;
        double[] logHeights = LogHeights;
        double middle = low + 0.5 * (high - low), top = double.NegativeInfinity;
        for (int k = 0; k < _means.Length; k++)
            top = Math.Max(top, Exponent(k, middle));
        for (int k = 0; k < _means.Length; k++)
        {
            if (rest > SamePlace * _scales[k] && Exponent(k, Math.Clamp(_means[k], low, high)) > top + Negligible)
                return false;
        }
        return true;

        double Exponent(int k, double x)
        {
            double z = (x - _means[k]) * _reciprocals[k];
            return logHeights[k] - 0.5 * z * z;
        }
    }

    /// <summary>The only extremum between two points.</summary>
    private double Root(in PointDerivatives low, in PointDerivatives high, Span<double> room)
    {
        LocalExpansion a = low.LocalExpansion(low.Rises), b = high.LocalExpansion(low.Rises);
        if (a.Value < 0 && b.Value >= 0)
        {
            var slope = new SlopeAbout(this, room, low.Rises);
            return BracketedNewton.Find(ref slope, a, b, Resolution * _smallestScale, Neighbourhood * _smallestScale);
        }
        // In a valley so deep that nothing is left of p′, that of log p is.
        return RootFinder.Find(x => LogDensityAndSlope(x).Slope, low.X, high.X, Resolution * _smallestScale);
    }

    /// <summary>p′ about an extremum, with the sign that makes it rise.</summary>
    private readonly ref struct SlopeAbout(ScalarMixture mixture, Span<double> room, bool isMaximum) : IIncreasingFunction
    {
        private readonly Span<double> _room = room;

        public LocalExpansion At(double x) => new PointDerivatives(mixture, x, _room).LocalExpansion(isMaximum);
    }
}
