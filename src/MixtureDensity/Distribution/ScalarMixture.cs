using System.Runtime.Intrinsics;

namespace MixtureDensity;

/// <summary>
/// One mixture over numbers in plain double precision, p(x) = Σₖ πₖ N(x; μₖ, σₖ²), without tensors: it answers the
/// questions
/// whose answers are searched for, such as quantiles, modes and highest-density regions.
/// </summary>
public sealed partial class ScalarMixture
{
    // Searches stop at this part of the smallest σ.
    private const double Resolution = 1e-13;

    // So near, in parts of the smallest σ, no component's density changes by more than 1 % of itself, but where it is
    // nought.
    private const double Neighbourhood = 1e-4;

    // exp of it is nothing beside 1, and its products with scales are no subnormal numbers.
    private const double MinExponent = -300;

    // A tail is a hundredth of its bell, and a normal number still: with subnormal ones many processors are slow. There
    // is
    // no such bell beyond the farthest z.
    private const double MinProduct = 3e-306;
    private const double MaxBellDistance = 37.6;

    // How many components are computed at once.
    private const int Lanes = 8;

    // Padded with components of no weight to whole vectors.
    private readonly double[] _weights;
    private readonly double[] _means;
    private readonly double[] _scales;
    private readonly double[] _reciprocals; // 1 / σₖ
    private readonly double[] _relativePrecisions; // σ/σₖ, with the smallest σ
    private readonly double[] _peaks; // πₖ (σ/σₖ)²
    private readonly double[] _breadths; // σ/σₖ, with the largest σ

    private readonly double[] _minBells; // whose products with πₖ are no subnormal numbers

    // of √(2π) p, its fourth derivative at most, with the smallest σ as the unit
    private readonly double _thirdDerivativeBound;

    private readonly double _lowest;
    private readonly double _highest;
    private readonly double _smallestScale;
    private readonly double _largestScale;

    // All is computed as counted from here, where large numbers close together keep their digits.
    private readonly double _origin;
    private readonly double _mean;

    // Keeps the components that have weight, with weights that sum to 1 in double precision too.
    internal ScalarMixture(ReadOnlySpan<double> weights, ReadOnlySpan<double> means, ReadOnlySpan<double> scales,
        double origin = 0)
    {
        _origin = origin;
        double total = 0;
        int count = 0;
        foreach (double weight in weights)
        {
            total += weight;
            count += weight > 0 ? 1 : 0;
        }
        int length = (count + Lanes - 1) / Lanes * Lanes;
        _weights = new double[length];
        _means = new double[length];
        _scales = new double[length];
        _reciprocals = new double[length];
        _relativePrecisions = new double[length];
        _peaks = new double[length];
        _breadths = new double[length];
        _minBells = new double[length];
        int i = 0;
        (_lowest, _highest, _smallestScale, _largestScale) =
            (double.PositiveInfinity, double.NegativeInfinity, double.PositiveInfinity, 0);
        for (int k = 0; k < weights.Length; k++)
        {
            if (!(weights[k] > 0))
                continue;
            _weights[i] = weights[k] / total;
            _means[i] = means[k];
            _scales[i] = scales[k];
            _reciprocals[i] = 1 / scales[k];
            _lowest = Math.Min(_lowest, means[k]);
            _highest = Math.Max(_highest, means[k]);
            _smallestScale = Math.Min(_smallestScale, scales[k]);
            _largestScale = Math.Max(_largestScale, scales[k]);
            i++;
        }
        for (; i < length; i++)
            (_means[i], _scales[i], _reciprocals[i]) = (_means[0], _scales[0], _reciprocals[0]);

        for (int k = 0; k < length; k++)
        {
            double relativePrecision = _smallestScale * _reciprocals[k];
            _relativePrecisions[k] = relativePrecision;
            _peaks[k] = _weights[k] * relativePrecision * relativePrecision;
            _breadths[k] = _largestScale * _reciprocals[k];
            // Infinite for the components of no weight that fill up the last vector.
            _minBells[k] = MinProduct / _weights[k];
            // (z⁴ − 6z² + 3) exp(−z²/2) is largest at 0.
            _thirdDerivativeBound += 3 * _peaks[k] * relativePrecision * relativePrecision;
            _mean += _weights[k] * _means[k];
        }
        double variance = 0;
        for (int k = 0; k < count; k++)
            variance += _weights[k] * (_scales[k] * _scales[k] + (_means[k] - _mean) * (_means[k] - _mean));
        StandardDeviation = Math.Sqrt(variance);
    }

    /// <summary>The mean, Σₖ πₖ μₖ.</summary>
    public double Mean => _origin + _mean;

    /// <summary>The standard deviation, √(Σₖ πₖ (σₖ² + (μₖ − mean)²)).</summary>
    public double StandardDeviation { get; }

    // log(πₖ/σₖ), which quantiles do not need; two threads that compute it at once get the same.
    private double[] LogHeights =>
        field ??= [.. _weights.Zip(_scales, (weight, scale) => Math.Log(weight) - Math.Log(scale))];

    // The least bells whose products with the derivatives are no subnormal numbers, which quantiles do not need either.
    private double[] MinBellsOfPeaks =>
        field ??= [.. _peaks.Zip(_relativePrecisions, (peak, relativePrecision) =>
        MinProduct / (peak * relativePrecision * relativePrecision))];

    /// <summary>log p(x) in nats, finite wherever the true value is in range, and −∞ beyond.</summary>
    /// <exception cref="ArgumentException">x is NaN.</exception>
    public double LogDensity(double x) => LogDensityAt(RequireNumber(x) - _origin);

    /// <summary>The same at a point counted from the origin, as all below is.</summary>
    private double LogDensityAt(double x) => LogDensityAndSlope(x).LogDensity;

    /// <summary>−∫ p log p in nats.</summary>
    /// <remarks>
    /// Gauss-Legendre over cells of half a σ about every component. Where two components meet, the logarithm bends
    /// within a
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
                double logDensity = LogDensityAt(x);
                return Math.Exp(logDensity) * logDensity;
            });
        }
        return entropy;
    }

    private static double RequireNumber(double x) =>
        double.IsNaN(x) ? throw new ArgumentException("x is NaN.", nameof(x)) : x;

    /// <summary>exp(−z²/2) of the components from k on, or 0 where it is less than their least.</summary>
    private static Vector512<double> Bells(Vector512<double> z, double[] least, int k)
    {
        Vector512<double> bell =
            StandardNormal.Bell(Vector512.MinNative(Vector512.Abs(z), Vector512.Create(MaxBellDistance)));
        return Vector512.ConditionalSelect(Vector512.GreaterThan(bell, Vector512.Create(least, k)), bell,
            Vector512<double>.Zero);
    }

    // log(πₖ/σₖ) − z²/2 of the components from k on: the logarithm of a component's share of the density, but for the
    // constant that all have.
    private Vector512<double> Exponents(int k, Vector512<double> x)
    {
        Vector512<double> z = (x - Vector512.Create(_means, k)) * Vector512.Create(_reciprocals, k);
        return Vector512.Create(LogHeights, k) - 0.5 * z * z;
    }

    /// <summary>
    /// log p(x), and its slope Σ γₖ (μₖ − x)/σₖ², which has the sign of p′ and does not underflow where p does.
    /// </summary>
    private (double LogDensity, double Slope) LogDensityAndSlope(double x)
    {
        Vector512<double> X = Vector512.Create(x), highest = Vector512.Create(double.NegativeInfinity);
        for (int k = 0; k < _means.Length; k += Lanes)
            highest = Vector512.MaxNative(highest, Exponents(k, X));
        double top = highest[0];
        for (int lane = 1; lane < Lanes; lane++)
            top = Math.Max(top, highest[lane]);
        if (double.IsNegativeInfinity(top))
            return (top, double.IsPositive(x) ? double.NegativeInfinity : double.PositiveInfinity);

        Vector512<double> shares = default, pulls = default, least = Vector512.Create(MinExponent);
        for (int k = 0; k < _means.Length; k += Lanes)
        {
            Vector512<double> share =
                Exponential.Compute(Vector512.MaxNative(Exponents(k, X) - Vector512.Create(top), least));
            Vector512<double> r = Vector512.Create(_reciprocals, k);
            shares += share;
            pulls += share * ((Vector512.Create(_means, k) - X) * r * r);
        }
        double total = Vector512.Sum(shares);
        return (top + Math.Log(total) - StandardNormal.HalfLogTwoPi, Vector512.Sum(pulls) / total);
    }
}
