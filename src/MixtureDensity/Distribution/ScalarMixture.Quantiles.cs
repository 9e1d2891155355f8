using System.Runtime.Intrinsics;

namespace MixtureDensity;

// What lies below a value, and below which value a probability lies.
public sealed partial class ScalarMixture
{
    // As many as a search for a few quantiles meets; what comes later is not remembered.
    private const int MaxKnown = 64;

    private static readonly double DensityFactor = Math.Exp(-StandardNormal.HalfLogTwoPi);

    /// <summary>P(y ≤ x).</summary>
    /// <exception cref="ArgumentException">x is NaN.</exception>
    public double Cdf(double x) => BelowAt(RequireNumber(x) - _origin);

    /// <summary>The quantile x with P(y ≤ x) = p; −∞ and ∞ for 0 and 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">p is outside [0, 1].</exception>
    public double Quantile(double p)
    {
        double quantile = 0;
        Quantiles(new ReadOnlySpan<double>(in p), new Span<double>(ref quantile));
        return quantile;
    }

    /// <summary>
    /// Several quantiles, which together cost less: what the search for one meets, the others need not look for.
    /// </summary>
    /// <param name="p">The probabilities, in any order.</param>
    /// <param name="quantiles">Receives the quantile of each; −∞ and ∞ for 0 and 1.</param>
    /// <exception cref="ArgumentException">There is not room for all.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A probability is outside [0, 1].</exception>
    /// <remarks>
    /// Beyond the median the upper tail is searched, so that both tails keep their relative accuracy.
    /// </remarks>
    public void Quantiles(ReadOnlySpan<double> p, Span<double> quantiles)
    {
        if (quantiles.Length < p.Length)
            throw new ArgumentException($"{p.Length} quantiles do not fit in {quantiles.Length}.", nameof(quantiles));
        var known = new KnownLevels(this, stackalloc Level[MaxKnown]);
        // Where a single Gaussian has them.
        foreach (double probability in p)
        {
            if (!(probability >= 0 && probability <= 1))
                throw new ArgumentOutOfRangeException(nameof(p), probability, "A probability lies in [0, 1].");
            if (probability is > 0 and < 1)
                known.At(_mean - NormalScore(probability) * StandardDeviation);
        }
        for (int i = 0; i < p.Length; i++)
        {
            quantiles[i] = p[i] switch
            {
                0 => double.NegativeInfinity,
                1 => double.PositiveInfinity,
                _ => _origin + Search(new Tail(p[i]), ref known),
            };
        }
    }

    private double BelowAt(double x) => LevelAt(x).Below;

    private double Search(Tail tail, ref KnownLevels known)
    {
        var (a, b) = known.About(tail);
        if (a is null || b is null)
        {
            // Φ(−z) ≤ exp(−z²/2)/2, so every component's own quantile lies between μ and zσ outwards, and the mixture's
            // among them.
            double z = Math.Sqrt(-2 * Math.Log(2 * tail.Probability)), lowest = _lowest, highest = _highest;
            for (int k = 0; k < _means.Length; k++)
            {
                if (tail.IsLower)
                    lowest = Math.Min(lowest, _means[k] - z * _scales[k]);
                else
                    highest = Math.Max(highest, _means[k] + z * _scales[k]);
            }
            // Ever longer steps to the other side of the root.
            for (double step = 0.25 * StandardDeviation; a is null; step *= 2)
            {
                double x = Math.Clamp(b!.Value.X - step, lowest, highest);
                Level next = known.At(x);
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
                Level next = known.At(x);
                if (!tail.IsBelow(next))
                    b = next;
                else if (x == highest)
                    return highest;
                else
                    a = next;
            }
        }
        known.Sought = tail;
        return BracketedNewton.Find(ref known, tail.Excess(a.Value), tail.Excess(b.Value), Resolution * _smallestScale,
            Neighbourhood * _smallestScale);
    }

    private Level LevelAt(double x)
    {
        Vector512<double> below = default, above = default, density = default, slope = default, second = default;
        Vector512<double> X = Vector512.Create(x);
        for (int k = 0; k < _means.Length; k += Lanes)
        {
            Vector512<double> weight = Vector512.Create(_weights, k), r = Vector512.Create(_breadths, k);
            Vector512<double> z = (X - Vector512.Create(_means, k)) * Vector512.Create(_reciprocals, k);
            Vector512<double> bell = Bells(z, _minBells, k);
            Vector512<double> tail = weight * StandardNormal.UpperTail(Vector512.Abs(z), bell), rest = weight - tail;
            Vector512<double> isLeft = Vector512.LessThan(z, Vector512<double>.Zero);
            below += Vector512.ConditionalSelect(isLeft, tail, rest);
            above += Vector512.ConditionalSelect(isLeft, rest, tail);
            Vector512<double> share = weight * r * bell, pull = share * r;
            density += share;
            slope -= pull * z;
            second += pull * r * (z * z + Vector512<double>.One);
        }
        // The unit was the largest σ, in which no product is smaller than its bell.
        double factor = DensityFactor / _largestScale, ofSlope = factor / _largestScale,
            ofBend = ofSlope / _largestScale;
        return new Level(
            x, Vector512.Sum(below), Vector512.Sum(above), factor * Vector512.Sum(density),
                ofSlope * Vector512.Sum(slope), ofBend * Vector512.Sum(second));
    }

    /// <summary>
    /// z with Φ(−z) = p, to three digits: a guess to start from (Abramowitz and Stegun 1964, 26.2.23).
    /// </summary>
    private static double NormalScore(double p)
    {
        double t = Math.Sqrt(-2 * Math.Log(Math.Min(p, 1 - p)));
        double z = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1
            + t * (1.432788 + t * (0.189269 + t * 0.001308)));
        return p <= 0.5 ? z : -z;
    }

    /// <summary>
    /// A point, the probabilities below and above it, the density there with its slope, and at most how much that
    /// bends.
    /// </summary>
    private readonly record struct Level(double X, double Below, double Above, double Density, double Slope,
        double SecondDerivative);

    /// <summary>The tail that a quantile cuts off: the lower one up to the median, and the upper one beyond.</summary>
    private readonly struct Tail(double p)
    {
        private const double MinSlope = 1e-100;

        public readonly bool IsLower = p <= 0.5;
        public readonly double Probability = p <= 0.5 ? p : 1 - p;

        public bool IsBelow(in Level level) => IsLower ? level.Below < Probability : level.Above > Probability;

        /// <summary>The logarithm of the ratio of both probabilities, which is nearly straight far out.</summary>
        public LocalExpansion Excess(in Level level)
        {
            double tail = IsLower ? level.Below : level.Above, sign = IsLower ? 1 : -1;
            double slope = level.Density / tail, second = level.Slope / tail;
            // Between hills far apart the slope is next to nothing, and no number is left of its cube.
            double felt = slope > MinSlope ? slope : 0;
            double third = level.SecondDerivative / tail + 3 * Math.Abs(second) * felt + 2 * felt * felt * felt;
            return new LocalExpansion(level.X, sign * Math.Log(tail / Probability), slope,
                second - sign * slope * slope, third);
        }
    }

    /// <summary>The points that were looked at, from left to right.</summary>
    private ref struct KnownLevels(ScalarMixture mixture, Span<Level> levels) : IRisingFunction
    {
        private readonly Span<Level> _levels = levels;
        private int _count;

        /// <summary>What is searched for.</summary>
        public Tail Sought { get; set; }

        LocalExpansion IRisingFunction.At(double x) => Sought.Excess(At(x));

        public Level At(double x)
        {
            Level level = mixture.LevelAt(x);
            if (_count == _levels.Length)
                return level;
            int i = _count++;
            for (; i > 0 && _levels[i - 1].X > x; i--)
                _levels[i] = _levels[i - 1];
            return _levels[i] = level;
        }

        /// <summary>The nearest points below a quantile and not below it, as far as there are any.</summary>
        public readonly (Level? Below, Level? NotBelow) About(Tail tail)
        {
            int i = 0;
            while (i < _count && tail.IsBelow(_levels[i]))
                i++;
            return (i > 0 ? _levels[i - 1] : null, i < _count ? _levels[i] : null);
        }
    }
}
