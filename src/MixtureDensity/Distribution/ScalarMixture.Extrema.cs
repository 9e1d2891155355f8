using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MixtureDensity;

// Extrema of the density.
public sealed partial class ScalarMixture
{
    // A maximum and a minimum closer than this, in units of σ, are not separated; their relative difference in height
    // is about its cube.
    private const double MergeDistance = 1e-3;

    // A component below e^−40 of the density is lost to rounding.
    private const double MinRelativeExponent = -40;

    // A bound of the rounding error of a sum, relative to the sum of absolute terms. Most of it is the error of z,
    // which the kernel magnifies by z² < 38².
    private const double RoundingError = 1e-12;

    // The points per buffer, enough for most mixtures, and the length of a buffer on the stack.
    private const int PointsPerBuffer = 12;
    private const int MaxStackLength = 1024;

    // (z² − 1) exp(−z²/2) has its minimum −1 at 0 and its maxima 2 exp(−3/2) at ±√3.
    private static readonly double Sqrt3 = Math.Sqrt(3), MaxKernelCurvature = 2 * Math.Exp(-1.5);

    /// <summary>All extrema from left to right; maxima and minima alternate, with maxima at both ends.</summary>
    [SkipLocalsInit]
    internal List<Extremum> Extrema()
    {
        // The density increases left of all means and decreases right of them.
        double low = Math.BitDecrement(_lowest - _smallestScale), high = Math.BitIncrement(_highest + _smallestScale);
        int size = PointDerivatives.TermsFor(this);
        Span<double> buffer = size * PointsPerBuffer <= MaxStackLength
            ? stackalloc double[MaxStackLength] : new double[size * PointsPerBuffer];
        List<Extremum> found = [];
        Isolate(new PointDerivatives(this, low, buffer[..size]),
            new PointDerivatives(this, high, buffer[size..(2 * size)]), buffer[(2 * size)..], found);
        return found;
    }

    /// <summary>
    /// Finds the extrema between two points by bisection. An interval without a root of p′ is discarded. One on which
    /// p″ has one sign, so that p′ has at most one root, is searched. Only pairs whose relative difference in height is
    /// below 1e-9 can be missed.
    /// </summary>
    private void Isolate(in PointDerivatives low, in PointDerivatives high, Span<double> buffer, List<Extremum> found)
    {
        var (minSecond, maxSecond) = SecondDerivativeBounds(low, high);
        if (HasNoRoot(low, high, minSecond, maxSecond))
            return;
        int size = PointDerivatives.TermsFor(this);
        if (buffer.Length < size)
            buffer = new double[size * PointsPerBuffer];
        if (minSecond >= 0 || maxSecond <= 0 || IsNarrow(low.X, high.X))
        {
            if (low.IsIncreasing != high.IsIncreasing)
                found.Add(new Extremum(Root(low, high, buffer[..size]), IsMaximum: low.IsIncreasing));
            return;
        }
        var middle = new PointDerivatives(this, low.X + 0.5 * (high.X - low.X), buffer[..size]);
        Isolate(low, middle, buffer[size..], found);
        Isolate(middle, high, buffer[size..], found);
    }

    /// <summary>
    /// Bounds of p″ between two points, from the three extrema of each component's p″ and its values at the ends.
    /// </summary>
    private (double Lowest, double Highest) SecondDerivativeBounds(in PointDerivatives low, in PointDerivatives high)
    {
        Vector256<double> lowest = default, highest = default, lowestSize = default, highestSize = default;
        ReadOnlySpan<Vector256<double>> lowZ = Vectors(low.Distances), highZ = Vectors(high.Distances);
        ReadOnlySpan<Vector256<double>> atLow = Vectors(low.Curvatures), atHigh = Vectors(high.Curvatures);
        ReadOnlySpan<Vector256<double>> weights = Vectors(_slopeWeights), precisions = Vectors(_relativePrecisions);
        for (int i = 0; i < weights.Length; i++)
        {
            Vector256<double> a = lowZ[i], b = highZ[i], weight = weights[i] * precisions[i];
            Vector256<double> min =
                Vector256.ConditionalSelect(Contains(a, b, 0), -weight, Vector256.MinNative(atLow[i], atHigh[i]));
            Vector256<double> max = Vector256.ConditionalSelect(Contains(a, b, Sqrt3) | Contains(a, b, -Sqrt3),
                MaxKernelCurvature * weight, Vector256.MaxNative(atLow[i], atHigh[i]));
            lowest += min;
            highest += max;
            lowestSize += Vector256.Abs(min);
            highestSize += Vector256.Abs(max);
        }
        return (LowerBound(Vector256.Sum(lowest), Vector256.Sum(lowestSize)),
            -LowerBound(-Vector256.Sum(highest), Vector256.Sum(highestSize)));

        static Vector256<double> Contains(Vector256<double> a, Vector256<double> b, double z) =>
            Vector256.LessThan(a, Vector256.Create(z)) & Vector256.GreaterThan(b, Vector256.Create(z));

        // If no term is negative, the bound is not negative either, even if all terms underflow to 0.
        static double LowerBound(double sum, double size) =>
            sum >= RoundingError * size ? sum * (1 - RoundingError) : sum - RoundingError * size;
    }

    /// <summary>Whether p′ has one sign between two points, given bounds of p″ there.</summary>
    private bool HasNoRoot(in PointDerivatives low, in PointDerivatives high, double minSecond, double maxSecond)
    {
        double distance = (high.X - low.X) / _smallestScale;
        double rounding = RoundingError * (low.AbsoluteSlope + high.AbsoluteSlope);
        return low.Slope > 0
            ? high.Slope > 0 && MinBetween(low.Slope, high.Slope, minSecond, maxSecond) > rounding
            : high.Slope < 0 && MinBetween(-low.Slope, -high.Slope, -maxSecond, -minSecond) > rounding;

        // A lower bound of a function between two points, given its values there and bounds of its slope.
        double MinBetween(double atLow, double atHigh, double minSlope, double maxSlope)
        {
            if (minSlope >= 0)
                return atLow;
            if (maxSlope <= 0)
                return atHigh;
            double crossing = (atHigh - atLow - maxSlope * distance) / (minSlope - maxSlope);
            return atLow + minSlope * Math.Clamp(crossing, 0, distance);
        }
    }

    /// <summary>
    /// Whether two points are closer than the merge distance of every component that is not negligible.
    /// </summary>
    private bool IsNarrow(double low, double high)
    {
        double width = high - low - 1e-13 * (Math.Abs(low) + Math.Abs(high));
        if (width > MergeDistance * _largestScale)
            return false;
        if (width <= MergeDistance * _smallestScale)
            return true;
        double[] logHeights = LogHeights;
        double middle = low + 0.5 * (high - low), min = double.NegativeInfinity;
        for (int k = 0; k < _means.Length; k++)
            min = Math.Max(min, Exponent(k, middle) + MinRelativeExponent);
        for (int k = 0; k < _means.Length; k++)
        {
            if (width > MergeDistance * _scales[k] && Exponent(k, Math.Clamp(_means[k], low, high)) > min)
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
    private double Root(in PointDerivatives low, in PointDerivatives high, Span<double> buffer)
    {
        LocalExpansion a = low.LocalExpansion(low.IsIncreasing), b = high.LocalExpansion(low.IsIncreasing);
        if (a.Value < 0 && b.Value >= 0)
        {
            var slope = new SlopeNear(this, buffer, low.IsIncreasing);
            return BracketedNewton.Find(ref slope, a, b, Tolerance * _smallestScale, ExpansionRadius * _smallestScale);
        }
        // In a deep valley p′ underflows to 0, but the slope of log p does not.
        return RootFinder.Find(x => LogDensityAndSlope(x).Slope, low.X, high.X, Tolerance * _smallestScale);
    }

    /// <summary>±p′ near an extremum, with the sign that makes it increase.</summary>
    private readonly ref struct SlopeNear(ScalarMixture mixture, Span<double> buffer, bool isMaximum)
        : IIncreasingFunction
    {
        private readonly Span<double> _buffer = buffer;

        public LocalExpansion At(double x) => new PointDerivatives(mixture, x, _buffer).LocalExpansion(isMaximum);
    }
}
