using System.Numerics.Tensors;

namespace MixtureDensity;

/// <summary>
/// A batch of Gaussian mixtures in double-precision arrays instead of tensors: p(y) = Σₖ πₖ N(y; μₖ, Lₖ Lₖᵀ) over D
/// targets for each row. It is safe for concurrent use.
/// </summary>
/// <remarks>
/// Of a single target that was rounded, has bounds or point masses, or is modelled on the logarithmic scale, the
/// mixture is that of the latent value, and <see cref="Marginal"/>, <see cref="LogDensity"/> and <see cref="Sample"/>
/// are those of the value as it is recorded: an <see cref="ObservedMixture"/>.
/// </remarks>
public sealed partial class MixtureBatch
{
    private readonly int _components;
    private readonly double[] _weights; // [row, component]
    private readonly double[] _means; // [row, target, component]
    private readonly double[] _factors; // the lower triangle of L in row-major order, [row, entry, component]

    private readonly double[] _origins; // from which the means of each target are counted
    private readonly TargetObservation? _observation; // null for exact values
    private readonly double[] _masses; // [row, point mass]

    internal MixtureBatch(int rows, int components, double[] origins, TargetObservation? observation = null)
    {
        int targets = origins.Length;
        _observation = observation is { IsExact: false } ? observation : null;
        if (_observation is not null && targets > 1)
            throw new ArgumentException("Only a single target can be observed otherwise than exactly.",
                nameof(observation));
        _masses = new double[rows * Masses];
        (Count, Targets, _components, _origins) = (rows, targets, components, origins);
        _weights = new double[rows * components];
        _means = new double[rows * targets * components];
        _factors = new double[rows * Entry(targets, 0) * components];
    }

    /// <summary>The number of rows.</summary>
    public int Count { get; }

    /// <summary>The number of targets, D.</summary>
    public int Targets { get; }

    /// <summary>The number of components of each mixture, K.</summary>
    public int Components => _components;

    private int Masses => _observation?.PointMasses.Count ?? 0;

    /// <summary>The marginal distribution of one target in a row.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="target">The target, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row or target.</exception>
    /// <returns>
    /// A <see cref="ScalarMixture"/>, or an <see cref="ObservedMixture"/> of a target that was not observed exactly.
    /// </returns>
    public ScalarDistribution Marginal(int row, int target = 0)
    {
        CheckRow(row);
        ArgumentOutOfRangeException.ThrowIfNegative(target);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(target, Targets);
        return _observation is null ? LatentMarginal(row, target) : new ObservedMixture(
            Weights(row), Means(row, 0), Factors(row, 0, 0), _origins[0], MassProbabilities(row), _observation);
    }

    /// <summary>The mixture of one target in a row, without what becomes of it in being observed.</summary>
    internal ScalarMixture LatentMarginal(int row, int target)
    {
        if (target == 0)
            return new ScalarMixture(Weights(row), Means(row, 0), Factors(row, 0, 0), _origins[0]);
        Span<double> scales = new double[_components];
        for (int k = 0; k < _components; k++)
            scales[k] = Deviation(row, k, target);
        return new ScalarMixture(Weights(row), Means(row, target), scales, _origins[target]);
    }

    /// <summary>log p(y) in a row, by log-sum-exp.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="y">The values of the D targets.</param>
    /// <returns>The log density in nats, per unit of y.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    /// <exception cref="ArgumentException">The length of y is not D, or y holds NaN.</exception>
    public double LogDensity(int row, ReadOnlySpan<double> y)
    {
        CheckRow(row);
        if (y.Length != Targets)
            throw new ArgumentException($"y has {y.Length} numbers; there are {Targets} targets.", nameof(y));
        if (TensorPrimitives.IsNaNAny(y))
            throw new ArgumentException("y holds NaN.", nameof(y));
        if (!TensorPrimitives.IsFiniteAll(y))
            return double.NegativeInfinity;
        if (_observation is not null)
            return Marginal(row).LogDensity(y[0]);
        Span<double> terms = new double[_components], z = new double[Targets];
        for (int k = 0; k < _components; k++)
        {
            double term = Math.Log(Weights(row)[k]) - Targets * StandardNormal.HalfLogTwoPi;
            for (int d = 0; d < Targets; d++)
            {
                // L z = y − μ, by forward substitution.
                double rest = y[d] - _origins[d] - Means(row, d)[k];
                for (int e = 0; e < d; e++)
                    rest -= Factors(row, d, e)[k] * z[e];
                z[d] = rest / Factors(row, d, d)[k];
                if (!double.IsFinite(z[d]))
                {
                    // An overflow, which would become NaN in later terms.
                    term = double.NegativeInfinity;
                    break;
                }
                term -= 0.5 * z[d] * z[d] + Math.Log(Factors(row, d, d)[k]);
            }
            terms[k] = term;
        }
        return LogSumExp.Compute(terms);
    }

    /// <summary>
    /// The effective number of components in a row, exp(−Σₖ πₖ log πₖ): 1 if one has all the weight, K if all are
    /// equal. A point mass is a component.
    /// </summary>
    /// <param name="row">The row, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public double EffectiveComponents(int row)
    {
        CheckRow(row);
        double entropy = 0;
        foreach (double weight in Weights(row))
            entropy -= weight > 0 ? weight * Math.Log(weight) : 0;
        foreach (double mass in MassProbabilities(row))
            entropy -= mass > 0 ? mass * Math.Log(mass) : 0;
        return Math.Exp(entropy);
    }

    /// <summary>A sample from a row: a component is drawn by its weight, then a normal value from it.</summary>
    /// <param name="row">The row, from 0.</param>
    /// <param name="random">The source of randomness.</param>
    /// <returns>The values of the D targets.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public double[] Sample(int row, Random random)
    {
        CheckRow(row);
        if (_observation is not null)
            return [Marginal(row).Sample(random)];
        int k = CategoricalDraw.Next(Weights(row), random);
        var y = new double[Targets];
        double[] ε = [.. y.Select(_ => StandardNormal.Sample(random))];
        for (int d = 0; d < Targets; d++)
        {
            y[d] = Means(row, d)[k];
            for (int e = 0; e <= d; e++)
                y[d] += Factors(row, d, e)[k] * ε[e];
            y[d] += _origins[d];
        }
        return y;
    }

    /// <summary>The sizes as text.</summary>
    public override string ToString() => $"MixtureBatch({Count} rows, {Targets} targets, {_components} components)";

    /// <summary>The same mixtures with all Lₖ times a factor.</summary>
    internal MixtureBatch WithScalesTimes(double factor)
    {
        var scaled = new MixtureBatch(Count, Components, _origins, _observation);
        _weights.CopyTo(scaled._weights.AsSpan());
        _means.CopyTo(scaled._means.AsSpan());
        _masses.CopyTo(scaled._masses.AsSpan());
        TensorPrimitives.Multiply(_factors, factor, scaled._factors);
        return scaled;
    }

    /// <summary>πₖ in a row, [K].</summary>
    internal Span<double> Weights(int row) => _weights.AsSpan(row * _components, _components);

    /// <summary>The probabilities of the point masses in a row, [J]; with the weights they sum to 1.</summary>
    internal Span<double> MassProbabilities(int row) => _masses.AsSpan(row * Masses, Masses);

    /// <summary>μₖ in a row and a dimension, counted from its origin, [K].</summary>
    internal Span<double> Means(int row, int dimension) =>
        _means.AsSpan((row * Targets + dimension) * _components, _components);

    /// <summary>An entry of Lₖ on or below the diagonal in a row, [K].</summary>
    internal Span<double> Factors(int row, int dimension, int column) =>
        _factors.AsSpan((row * Entry(Targets, 0) + Entry(dimension, column)) * _components, _components);

    /// <summary>
    /// The mean, counted from its origin, and the variance of a target in a row; of the latent value if it is not
    /// observed exactly.
    /// </summary>
    internal (double Mean, double Variance) Moments(int row, int target)
    {
        double mean = 0, square = 0, total = 1;
        if (Masses > 0)
            total = TensorPrimitives.Sum<double>(Weights(row));
        for (int k = 0; k < _components; k++)
        {
            double weight = total > 0 ? Weights(row)[k] / total : 1.0 / _components;
            double μ = Means(row, target)[k], σ = Deviation(row, k, target);
            mean += weight * μ;
            square += weight * (μ * μ + σ * σ);
        }
        return (mean, square - mean * mean);
    }

    private double Deviation(int row, int component, int target)
    {
        double square = 0;
        for (int e = 0; e <= target; e++)
            square += Factors(row, target, e)[component] * Factors(row, target, e)[component];
        return Math.Sqrt(square);
    }

    private static int Entry(int row, int column) => row * (row + 1) / 2 + column;

    private void CheckRow(int row)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(row);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Count);
    }
}
