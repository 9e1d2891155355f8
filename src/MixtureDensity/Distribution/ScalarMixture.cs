using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace MixtureDensity;

/// <summary>
/// A univariate Gaussian mixture p(x) = Σₖ πₖ N(x; μₖ, σₖ²) in double precision, without tensors, with quantiles, modes
/// and highest-density regions.
/// </summary>
public sealed partial class ScalarMixture : ScalarDistribution
{
    // The absolute tolerance of searches, in units of the smallest σ.
    private const double Tolerance = 1e-13;

    // Within this distance, in units of the smallest σ, a component's density changes by at most 1 %, unless it is 0.
    private const double ExpansionRadius = 1e-4;

    // exp of it is negligible beside 1, and its products with scales are not subnormal.
    private const double MinExponent = -300;

    // Kernels below MinProduct/weight, and all beyond MaxKernelDistance, are taken as 0: a tail probability can be a
    // hundredth of its kernel, and must not be subnormal, which is slow.
    private const double MinProduct = 3e-306;
    private const double MaxKernelDistance = 37.6;

    // The number of components per SIMD vector.
    private const int Lanes = 4;

    // All padded with components of weight 0 to whole vectors.
    private readonly double[] _weights;
    private readonly double[] _means;
    private readonly double[] _scales;
    private readonly double[] _reciprocals; // 1 / σₖ
    private readonly double[] _relativePrecisions; // σ_min/σₖ
    private readonly double[] _slopeWeights; // πₖ (σ_min/σₖ)²
    private readonly double[] _maxScaleRatios; // σ_max/σₖ
    private readonly double[] _minKernels; // kernels below are taken as 0
    private readonly double _thirdDerivativeBound; // of √(2π) p′ in units of the smallest σ

    private readonly double _lowest;
    private readonly double _highest;
    private readonly double _smallestScale;
    private readonly double _largestScale;

    // All is computed as counted from here, so that large numbers close together keep their digits.
    private readonly double _origin;
    private readonly double _mean;

    // Keeps the components of positive weight and renormalises the weights in double precision.
    internal ScalarMixture(
        ReadOnlySpan<double> weights, ReadOnlySpan<double> means, ReadOnlySpan<double> scales, double origin = 0)
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
        _slopeWeights = new double[length];
        _maxScaleRatios = new double[length];
        _minKernels = new double[length];
        Keep(weights, means, scales, total);
        (_lowest, _highest) = Range(_means);
        (_smallestScale, _largestScale) = Range(_scales);
        for (int k = 0; k < length; k++)
        {
            double relativePrecision = _smallestScale * _reciprocals[k];
            _relativePrecisions[k] = relativePrecision;
            _slopeWeights[k] = _weights[k] * relativePrecision * relativePrecision;
            _maxScaleRatios[k] = _largestScale * _reciprocals[k];
            // Infinite for the padding.
            _minKernels[k] = MinProduct / _weights[k];
            // |(z⁴ − 6z² + 3) exp(−z²/2)| is largest at 0.
            _thirdDerivativeBound += 3 * _slopeWeights[k] * relativePrecision * relativePrecision;
            _mean += _weights[k] * _means[k];
        }
        double variance = 0;
        for (int k = 0; k < count; k++)
            variance += _weights[k] * (_scales[k] * _scales[k] + (_means[k] - _mean) * (_means[k] - _mean));
        StandardDeviation = Math.Sqrt(variance);
    }

    private void Keep(
        ReadOnlySpan<double> weights, ReadOnlySpan<double> means, ReadOnlySpan<double> scales, double total)
    {
        int i = 0;
        for (int k = 0; k < weights.Length; k++)
        {
            if (!(weights[k] > 0))
                continue;
            (_weights[i], _means[i], _scales[i]) = (weights[k] / total, means[k], scales[k]);
            _reciprocals[i++] = 1 / scales[k];
        }
        for (; i < _weights.Length; i++)
            (_means[i], _scales[i], _reciprocals[i]) = (_means[0], _scales[0], _reciprocals[0]);
    }

    private static (double Min, double Max) Range(double[] values)
    {
        var (min, max) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (double value in values)
            (min, max) = (Math.Min(min, value), Math.Max(max, value));
        return (min, max);
    }

    /// <summary>The mean, Σₖ πₖ μₖ.</summary>
    public override double Mean => _origin + _mean;

    internal override double SquaredError(double y) => (y - _origin - _mean) * (y - _origin - _mean);

    /// <summary>The standard deviation, √(Σₖ πₖ (σₖ² + (μₖ − mean)²)).</summary>
    public override double StandardDeviation { get; }

    // log(πₖ/σₖ), computed lazily because quantiles do not need it. A race between threads is harmless.
    private double[] LogHeights =>
        field ??= [.. _weights.Zip(_scales, (weight, scale) => Math.Log(weight) - Math.Log(scale))];

    // The kernels below which products in the derivatives would be subnormal; lazy for the same reason.
    private double[] MinDerivativeKernels =>
        field ??= [.. _slopeWeights.Zip(_relativePrecisions, (weight, r) => MinProduct / (weight * r * r))];

    /// <summary>log p(y) in nats, finite if representable and −∞ otherwise.</summary>
    /// <param name="y">The value.</param>
    /// <exception cref="ArgumentException">y is NaN.</exception>
    public override double LogDensity(double y) => LogDensityAt(RequireNumber(y) - _origin);

    /// <summary>log p at a point that is counted from the origin, as in all private members.</summary>
    private double LogDensityAt(double x) => LogDensityAndSlope(x).LogDensity;

    /// <inheritdoc/>
    public override double Sample(Random random)
    {
        int k = CategoricalDraw.Next(_weights, random);
        return _origin + _means[k] + _scales[k] * StandardNormal.Sample(random);
    }

    /// <summary>The differential entropy −∫ p log p in nats, by Gauss-Legendre quadrature.</summary>
    /// <remarks>The cells are half a σ wide around each component, so that log p is smooth in each cell.</remarks>
    public double Entropy()
    {
        const int CellsPerScale = 2;
        const int MaxDistance = 9; // The probability beyond 9σ is 10⁻¹⁸.
        List<double> edges = [];
        for (int k = 0; k < _means.Length; k++)
        {
            for (int t = -MaxDistance * CellsPerScale; t <= MaxDistance * CellsPerScale; t++)
                edges.Add(_means[k] + _scales[k] * t / CellsPerScale);
        }
        edges.Sort();
        double entropy = 0;
        for (int i = 1; i < edges.Count; i++)
        {
            entropy -= GaussLegendre.Integrate(edges[i - 1], edges[i], this, static (x, mixture) =>
            {
                double logDensity = mixture.LogDensityAt(x);
                return Math.Exp(logDensity) * logDensity;
            });
        }
        return entropy;
    }

    /// <summary>
    /// The three components of most weight, and how many more there are: 0.7 N(4.3, 0.4²) + 0.3 N(2, 0.2²) + 6 more.
    /// </summary>
    public override string ToString() => Describe(_origin);

    /// <summary>The text, with means that are counted from another origin.</summary>
    internal string Describe(double origin)
    {
        const int Shown = 3;
        int[] components = [.. Enumerable.Range(0, _weights.Length).Where(k => _weights[k] > 0)
            .OrderByDescending(k => _weights[k])];
        IEnumerable<string> terms = components.Take(Shown).Select(k => string.Create(CultureInfo.InvariantCulture,
            $"{_weights[k]:G3} N({Text(origin + _means[k], _scales[k])}, {_scales[k]:G3}²)"));
        if (components.Length > Shown)
            terms = terms.Append($"{components.Length - Shown} more");
        return string.Join(" + ", terms);

        // With at least four digits, and three of the scale.
        static string Text(double mean, double scale)
        {
            double digits = Math.Ceiling(Math.Log10(Math.Abs(mean) / scale)) + 3;
            return mean.ToString($"G{Math.Clamp(digits, 4, 17)}", CultureInfo.InvariantCulture);
        }
    }

    /// <summary>exp(−z²/2), or 0 below the minimum of each component.</summary>
    private static Vector256<double> Kernels(Vector256<double> z, Vector256<double> minKernels)
    {
        Vector256<double> distance = Vector256.MinNative(Vector256.Abs(z), Vector256.Create(MaxKernelDistance));
        Vector256<double> kernel = StandardNormal.Kernel(distance);
        return Vector256.ConditionalSelect(Vector256.GreaterThan(kernel, minKernels), kernel, Vector256<double>.Zero);
    }

    /// <summary>Numbers, a vector of components after the other; without a check of each access.</summary>
    private static Span<Vector256<double>> Vectors(Span<double> numbers) =>
        MemoryMarshal.Cast<double, Vector256<double>>(numbers);

    // log(πₖ/σₖ) − z²/2 of the vector of components at k: their log densities without the common constant.
    private Vector256<double> Exponents(int k, Vector256<double> x)
    {
        Vector256<double> z = (x - Vector256.Create(_means, k)) * Vector256.Create(_reciprocals, k);
        return Vector256.Create(LogHeights, k) - 0.5 * z * z;
    }

    /// <summary>
    /// log p(x) and its slope Σ γₖ (μₖ − x)/σₖ², which has the sign of p′ but does not underflow with p.
    /// </summary>
    private (double LogDensity, double Slope) LogDensityAndSlope(double x)
    {
        Vector256<double> X = Vector256.Create(x), highest = Vector256.Create(double.NegativeInfinity);
        for (int k = 0; k < _means.Length; k += Lanes)
            highest = Vector256.MaxNative(highest, Exponents(k, X));
        double top = highest[0];
        for (int lane = 1; lane < Lanes; lane++)
            top = Math.Max(top, highest[lane]);
        if (double.IsNegativeInfinity(top))
            return (top, double.IsPositive(x) ? double.NegativeInfinity : double.PositiveInfinity);

        Vector256<double> shares = default, pulls = default, minExponent = Vector256.Create(MinExponent);
        for (int k = 0; k < _means.Length; k += Lanes)
        {
            Vector256<double> share =
                Exponential.Compute(Vector256.MaxNative(Exponents(k, X) - Vector256.Create(top), minExponent));
            Vector256<double> r = Vector256.Create(_reciprocals, k);
            shares += share;
            pulls += share * ((Vector256.Create(_means, k) - X) * r * r);
        }
        double total = Vector256.Sum(shares);
        return (top + Math.Log(total) - StandardNormal.HalfLogTwoPi, Vector256.Sum(pulls) / total);
    }
}
