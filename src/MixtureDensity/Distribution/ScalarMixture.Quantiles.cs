using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MixtureDensity;

// Distribution function and quantiles.
public sealed partial class ScalarMixture
{
    // Enough for the searches of a few quantiles; later points are not remembered.
    private const int MaxRememberedPoints = 64;

    private static readonly double DensityFactor = Math.Exp(-StandardNormal.HalfLogTwoPi);

    /// <inheritdoc/>
    public override double Cdf(double y) => BelowAt(RequireNumber(y) - _origin);

    /// <inheritdoc/>
    public override double Survival(double y) => Tails(RequireNumber(y)).Above;

    /// <summary>P(Y ≤ y) and P(Y > y).</summary>
    internal (double Below, double Above) Tails(double y)
    {
        CdfPoint point = CdfPointAt(y - _origin);
        return (point.Below, point.Above);
    }

    /// <inheritdoc/>
    public override double Probability(double lower, double upper)
    {
        RequireInterval(lower, upper);
        return ProbabilityAt(lower - _origin, upper - _origin);
    }

    /// <summary>The probability of an interval counted from the origin.</summary>
    private double ProbabilityAt(double lower, double upper)
    {
        CdfPoint a = CdfPointAt(lower), b = CdfPointAt(upper);
        // The difference of the smaller numbers loses fewer digits.
        return Math.Max(0, a.Below > a.Above ? a.Above - b.Above : b.Below - a.Below);
    }

    [SkipLocalsInit]
    internal override Interval CentralIntervalWithout(double outside)
    {
        double tail = outside / 2;
        if (tail == 0)
            return new Interval(double.NegativeInfinity, double.PositiveInfinity);
        var points = new EvaluatedPoints(this, stackalloc CdfPoint[MaxRememberedPoints]);
        double z = NormalScore(tail);
        points.At(_mean - z * StandardDeviation);
        points.At(_mean + z * StandardDeviation);
        return new Interval(_origin + Search(new Tail(tail, isLower: true), ref points),
            _origin + Search(new Tail(tail, isLower: false), ref points));
    }

    /// <summary>
    /// Computes several quantiles, faster than one by one because the searches share their evaluations.
    /// </summary>
    /// <param name="p">The probabilities, in any order.</param>
    /// <param name="quantiles">Receives the quantiles; −∞ and ∞ for p = 0 and 1.</param>
    /// <exception cref="ArgumentException">The span of quantiles is too short.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A probability is outside [0, 1].</exception>
    /// <remarks>
    /// Above the median the search uses the upper tail probability, so that both tails keep their relative accuracy.
    /// </remarks>
    [SkipLocalsInit]
    public override void Quantiles(ReadOnlySpan<double> p, Span<double> quantiles)
    {
        RequireRoom(p, quantiles);
        var points = new EvaluatedPoints(this, stackalloc CdfPoint[MaxRememberedPoints]);
        // The first estimates are the quantiles of a Gaussian of equal mean and variance.
        foreach (double probability in p)
        {
            RequireProbability(probability);
            if (probability is > 0 and < 1)
                points.At(_mean - NormalScore(probability) * StandardDeviation);
        }
        for (int i = 0; i < p.Length; i++)
        {
            quantiles[i] = p[i] switch
            {
                0 => double.NegativeInfinity,
                1 => double.PositiveInfinity,
                _ => _origin + Search(Tail.From(p[i]), ref points),
            };
        }
    }

    /// <summary>The point above which a probability lies, between 0 and ½, which may be tiny.</summary>
    [SkipLocalsInit]
    internal double UpperQuantile(double tail)
    {
        var points = new EvaluatedPoints(this, stackalloc CdfPoint[MaxRememberedPoints]);
        points.At(_mean + NormalScore(tail) * StandardDeviation);
        return _origin + Search(new Tail(tail, isLower: false), ref points);
    }

    internal override double OutsideCentralInterval(double y, double u)
    {
        CdfPoint point = CdfPointAt(RequireNumber(y) - _origin);
        return 2 * Math.Min(point.Below, point.Above);
    }

    /// <summary>P(Y ≤ y), for there is no jump.</summary>
    /// <inheritdoc/>
    public override double Pit(double y, double u)
    {
        RequirePosition(u);
        return Cdf(y);
    }

    private double BelowAt(double x) => CdfPointAt(x).Below;

    private double Search(Tail tail, ref EvaluatedPoints points)
    {
        var (a, b) = points.Bracket(tail);
        if (a is null || b is null)
        {
            // Φ(−z) ≤ exp(−z²/2)/2, so each component's quantile is at most zσ from its mean. The mixture's quantile
            // lies between the smallest and the largest of these bounds.
            double z = Math.Sqrt(-2 * Math.Log(2 * tail.Probability)), lowest = _lowest, highest = _highest;
            for (int k = 0; k < _means.Length; k++)
            {
                if (tail.IsLower)
                    lowest = Math.Min(lowest, _means[k] - z * _scales[k]);
                else
                    highest = Math.Max(highest, _means[k] + z * _scales[k]);
            }
            // Steps of doubling length until the root is bracketed.
            for (double step = 0.25 * StandardDeviation; a is null; step *= 2)
            {
                double x = Math.Clamp(b!.Value.X - step, lowest, highest);
                CdfPoint next = points.At(x);
                if (tail.IsBelow(next))
                    a = next;
                else if (x == lowest)
                    return lowest;
                else
                    b = next;
            }
            for (double step = 0.25 * StandardDeviation; b is null; step *= 2)
            {
                double x = Math.Clamp(a.Value.X + step, lowest, highest);
                CdfPoint next = points.At(x);
                if (!tail.IsBelow(next))
                    b = next;
                else if (x == highest)
                    return highest;
                else
                    a = next;
            }
        }
        points.Tail = tail;
        return BracketedNewton.Find(ref points, tail.LogRatio(a.Value), tail.LogRatio(b.Value),
            Tolerance * _smallestScale, ExpansionRadius * _smallestScale);
    }

    private CdfPoint CdfPointAt(double x)
    {
        Vector256<double> below = default, above = default, density = default, slope = default, second = default;
        Vector256<double> X = Vector256.Create(x);
        ReadOnlySpan<Vector256<double>> means = Vectors(_means), reciprocals = Vectors(_reciprocals);
        ReadOnlySpan<Vector256<double>> weights = Vectors(_weights), ratios = Vectors(_maxScaleRatios);
        ReadOnlySpan<Vector256<double>> minKernels = Vectors(_minKernels);
        for (int i = 0; i < means.Length; i++)
        {
            Vector256<double> weight = weights[i], r = ratios[i], z = (X - means[i]) * reciprocals[i];
            Vector256<double> kernel = Kernels(z, minKernels[i]);
            Vector256<double> tail = weight * StandardNormal.UpperTail(Vector256.Abs(z), kernel), rest = weight - tail;
            Vector256<double> isLeft = Vector256.LessThan(z, Vector256<double>.Zero);
            below += Vector256.ConditionalSelect(isLeft, tail, rest);
            above += Vector256.ConditionalSelect(isLeft, rest, tail);
            Vector256<double> share = weight * r * kernel, pull = share * r;
            density += share;
            slope -= pull * z;
            second += pull * r * (z * z + Vector256<double>.One);
        }
        // The sums are in units of the largest σ, so that factors σ_max/σₖ ≥ 1 cannot make a product subnormal.
        double densityUnit = DensityFactor / _largestScale;
        double slopeUnit = densityUnit / _largestScale, secondUnit = slopeUnit / _largestScale;
        return new CdfPoint(x, Vector256.Sum(below), Vector256.Sum(above), densityUnit * Vector256.Sum(density),
            slopeUnit * Vector256.Sum(slope), secondUnit * Vector256.Sum(second));
    }

    /// <summary>z with Φ(−z) = p, to three digits (Abramowitz and Stegun 1964, 26.2.23).</summary>
    private static double NormalScore(double p)
    {
        double t = Math.Sqrt(-2 * Math.Log(Math.Min(p, 1 - p)));
        double z = t
            - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
        return p <= 0.5 ? z : -z;
    }

    /// <summary>
    /// A point, the probabilities below and above it, the density and its slope there, and a bound of the absolute
    /// second derivative.
    /// </summary>
    private readonly record struct CdfPoint(
        double X, double Below, double Above, double Density, double Slope, double SecondDerivativeBound);

    /// <summary>The tail that a quantile cuts off: the lower one for p ≤ ½, the upper one otherwise.</summary>
    private readonly struct Tail(double probability, bool isLower)
    {
        private const double MinSlope = 1e-100;

        public readonly bool IsLower = isLower;
        public readonly double Probability = probability;

        public static Tail From(double p) => p <= 0.5 ? new(p, true) : new(1 - p, false);

        /// <summary>Whether a point is below the quantile.</summary>
        public bool IsBelow(in CdfPoint point) => IsLower ? point.Below < Probability : point.Above > Probability;

        /// <summary>
        /// ±log(tail probability at a point / probability of the tail), increasing and nearly linear in the tails.
        /// </summary>
        public LocalExpansion LogRatio(in CdfPoint point)
        {
            double tail = IsLower ? point.Below : point.Above, sign = IsLower ? 1 : -1;
            double slope = point.Density / tail, second = point.Slope / tail;
            // Between distant components the slope is tiny and its cube would be subnormal.
            double s = slope > MinSlope ? slope : 0;
            double third = point.SecondDerivativeBound / tail + 3 * Math.Abs(second) * s + 2 * s * s * s;
            return new LocalExpansion(
                point.X, sign * Math.Log(tail / Probability), slope, second - sign * slope * slope, third);
        }
    }

    /// <summary>The points evaluated so far, from left to right.</summary>
    private ref struct EvaluatedPoints(ScalarMixture mixture, Span<CdfPoint> points) : IIncreasingFunction
    {
        private readonly Span<CdfPoint> _points = points;
        private int _count;

        /// <summary>The tail whose quantile is searched for.</summary>
        public Tail Tail { get; set; }

        LocalExpansion IIncreasingFunction.At(double x) => Tail.LogRatio(At(x));

        public CdfPoint At(double x)
        {
            CdfPoint point = mixture.CdfPointAt(x);
            if (_count == _points.Length)
                return point;
            int i = _count++;
            for (; i > 0 && _points[i - 1].X > x; i--)
                _points[i] = _points[i - 1];
            return _points[i] = point;
        }

        /// <summary>The nearest points on both sides of a quantile, null if there is none.</summary>
        public readonly (CdfPoint? Below, CdfPoint? NotBelow) Bracket(Tail tail)
        {
            int i = 0;
            while (i < _count && tail.IsBelow(_points[i]))
                i++;
            return (i > 0 ? _points[i - 1] : null, i < _count ? _points[i] : null);
        }
    }
}
