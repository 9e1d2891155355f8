using System.Numerics;

namespace MixtureDensity;

/// <summary>
/// One mixture over numbers in plain double precision, p(x) = Σₖ πₖ N(x; μₖ, σₖ²), without tensors: it answers the questions
/// whose answers are searched for, such as quantiles, modes and highest-density regions.
/// </summary>
public sealed partial class ScalarMixture
{
    // Searches stop at this part of the smallest σ.
    private const double Resolution = 1e-13;

    // Padded with components of no weight to whole vectors.
    private readonly double[] _weights;
    private readonly double[] _means;
    private readonly double[] _scales;
    private readonly double[] _reciprocals; // 1 / σₖ
    private readonly double[] _logHeights; // log(πₖ / σₖ)

    private readonly double _lowest;
    private readonly double _highest;
    private readonly double _finest;
    private readonly double _widest;

    // Keeps the components that have weight, with weights that sum to 1 in double precision too.
    internal ScalarMixture(ReadOnlySpan<double> weights, ReadOnlySpan<double> means, ReadOnlySpan<double> scales)
    {
        double total = 0;
        int count = 0;
        foreach (double weight in weights)
        {
            total += weight;
            count += weight > 0 ? 1 : 0;
        }
        int length = (count + Vector<double>.Count - 1) / Vector<double>.Count * Vector<double>.Count;
        _weights = new double[length];
        _means = new double[length];
        _scales = new double[length];
        _reciprocals = new double[length];
        _logHeights = new double[length];
        int i = 0;
        (_lowest, _highest, _finest, _widest) = (double.PositiveInfinity, double.NegativeInfinity, double.PositiveInfinity, 0);
        for (int k = 0; k < weights.Length; k++)
        {
            if (!(weights[k] > 0))
                continue;
            _weights[i] = weights[k] / total;
            _means[i] = means[k];
            _scales[i] = scales[k];
            _reciprocals[i] = 1 / scales[k];
            _logHeights[i] = Math.Log(_weights[i]) - Math.Log(scales[k]);
            _lowest = Math.Min(_lowest, means[k]);
            _highest = Math.Max(_highest, means[k]);
            _finest = Math.Min(_finest, scales[k]);
            _widest = Math.Max(_widest, scales[k]);
            i++;
        }
        for (; i < length; i++)
            (_means[i], _scales[i], _reciprocals[i], _logHeights[i]) = (_means[0], _scales[0], _reciprocals[0], double.NegativeInfinity);

        for (int k = 0; k < count; k++)
            Mean += _weights[k] * _means[k];
        double variance = 0;
        for (int k = 0; k < count; k++)
            variance += _weights[k] * (_scales[k] * _scales[k] + (_means[k] - Mean) * (_means[k] - Mean));
        StandardDeviation = Math.Sqrt(variance);
    }

    /// <summary>The mean, Σₖ πₖ μₖ.</summary>
    public double Mean { get; }

    /// <summary>The standard deviation, √(Σₖ πₖ (σₖ² + (μₖ − mean)²)).</summary>
    public double StandardDeviation { get; }

    /// <summary>log p(x) in nats, finite wherever the true value is in range.</summary>
    public double LogDensity(double x) => LogDensityAndSlope(x).LogDensity;

    /// <summary>P(y ≤ x).</summary>
    public double Cdf(double x) => LowerTail(x, 1);

    /// <summary>The quantile x with P(y ≤ x) = p; −∞ and ∞ for 0 and 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">p is outside [0, 1].</exception>
    /// <remarks>The upper half is the lower half of the mirrored mixture, so that both tails keep their relative accuracy.</remarks>
    public double Quantile(double p) => p switch
    {
        0 => double.NegativeInfinity,
        1 => double.PositiveInfinity,
        > 0 and <= 0.5 => LowerQuantile(p, 1),
        > 0.5 and < 1 => -LowerQuantile(1 - p, -1),
        _ => throw new ArgumentOutOfRangeException(nameof(p), p, "A probability lies in [0, 1]."),
    };

    /// <summary>−∫ p log p in nats.</summary>
    /// <remarks>
    /// Gauss-Legendre over cells of half a σ about every component. Where two components meet, the logarithm bends within a
    /// cell of the narrower one, but smoothly at that scale.
    /// </remarks>
    public double Entropy()
    {
        const int CellsPerScale = 2;
        const int Reach = 9; // Beyond 9σ lie 10⁻¹⁸ of a component.
        List<double> edges = [];
        for (int k = 0; k < _means.Length; k++)
        {
            for (int t = -Reach * CellsPerScale; t <= Reach * CellsPerScale; t++)
                edges.Add(_means[k] + _scales[k] * t / CellsPerScale);
        }
        edges.Sort();
        double entropy = 0;
        for (int i = 1; i < edges.Count; i++)
        {
            entropy -= GaussLegendre.Integrate(edges[i - 1], edges[i], x =>
            {
                double logDensity = LogDensity(x);
                return Math.Exp(logDensity) * logDensity;
            });
        }
        return entropy;
    }

    // log(πₖ/σₖ) − z²/2 of the components from k on: the logarithm of a component's share of the density, but for the
    // constant that all have.
    private Vector<double> Exponents(int k, Vector<double> x)
    {
        Vector<double> z = (x - new Vector<double>(_means, k)) * new Vector<double>(_reciprocals, k);
        return new Vector<double>(_logHeights, k) - 0.5 * z * z;
    }

    /// <summary>log p(x), and its slope Σ γₖ (μₖ − x)/σₖ², which has the sign of p′ and does not underflow where p does.</summary>
    private (double LogDensity, double Slope) LogDensityAndSlope(double x)
    {
        var X = new Vector<double>(x);
        var highest = new Vector<double>(double.NegativeInfinity);
        for (int k = 0; k < _means.Length; k += Vector<double>.Count)
            highest = Vector.Max(highest, Exponents(k, X));
        double top = highest[0];
        for (int lane = 1; lane < Vector<double>.Count; lane++)
            top = Math.Max(top, highest[lane]);

        Vector<double> shares = Vector<double>.Zero, pulls = Vector<double>.Zero;
        for (int k = 0; k < _means.Length; k += Vector<double>.Count)
        {
            Vector<double> share = Vector.Exp(Exponents(k, X) - new Vector<double>(top));
            var reciprocal = new Vector<double>(_reciprocals, k);
            shares += share;
            pulls += share * ((new Vector<double>(_means, k) - X) * reciprocal * reciprocal);
        }
        double total = Vector.Sum(shares);
        return (top + Math.Log(total) - StandardNormal.HalfLogTwoPi, Vector.Sum(pulls) / total);
    }

    /// <summary>P(y ≤ x) of the mixture, or with sign −1 of its mirror image about 0.</summary>
    private double LowerTail(double x, int sign)
    {
        Vector<double> tail = Vector<double>.Zero;
        var X = new Vector<double>(x);
        for (int k = 0; k < _means.Length; k += Vector<double>.Count)
        {
            Vector<double> z = (X - sign * new Vector<double>(_means, k)) * new Vector<double>(_reciprocals, k);
            tail += new Vector<double>(_weights, k) * StandardNormal.Cdf(z);
        }
        return Vector.Sum(tail);
    }

    /// <summary>The quantile for q ≤ ½ of the mixture, or with sign −1 of its mirror image: the root of log(P/q), which is nearly straight in the tail.</summary>
    private double LowerQuantile(double q, int sign)
    {
        double Excess(double x) => Math.Log(LowerTail(x, sign) / q);

        // Φ(−z) ≤ exp(−z²/2)/2, so every component's own quantile lies between μ − zσ and μ, and the mixture's among them.
        double z = Math.Sqrt(-2 * Math.Log(2 * q));
        double lowest = double.PositiveInfinity, highest = sign > 0 ? _highest : -_lowest;
        for (int k = 0; k < _means.Length; k++)
            lowest = Math.Min(lowest, sign * _means[k] - z * _scales[k]);

        // From where a single Gaussian has it, ever longer steps to the other side of the root.
        double a = Math.Clamp(sign * Mean - NormalScore(q) * StandardDeviation, lowest, highest), atA = Excess(a);
        for (double step = 0.25 * StandardDeviation; ; step *= 2)
        {
            double b = atA > 0 ? Math.Max(a - step, lowest) : Math.Min(a + step, highest), atB = Excess(b);
            if (atB > 0 != atA > 0)
                return RootFinder.Find(Excess, a, atA, b, atB, Resolution * _finest);
            if (b == lowest || b == highest)
                return b;
            (a, atA) = (b, atB);
        }
    }

    /// <summary>z with Φ(−z) = q, to three digits: a guess to start from (Abramowitz and Stegun 1964, 26.2.23).</summary>
    private static double NormalScore(double q)
    {
        double t = Math.Sqrt(-2 * Math.Log(q));
        return t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    }
}
