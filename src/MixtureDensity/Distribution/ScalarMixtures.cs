using System.Collections;

namespace MixtureDensity;

/// <summary>The mixtures of a batch as plain numbers, each made when it is asked for: a thousand times 24 components are half a megabyte.</summary>
public sealed class ScalarMixtures : IReadOnlyList<ScalarMixture>
{
    private readonly double[] _weights;
    private readonly double[] _means;
    private readonly double[] _scales;
    private readonly int _components;

    // All [row, component] in row-major order.
    internal ScalarMixtures(double[] weights, double[] means, double[] scales, int components)
    {
        _weights = weights;
        _means = means;
        _scales = scales;
        _components = components;
    }

    /// <inheritdoc/>
    public int Count => _weights.Length / _components;

    /// <summary>The mixture of a row, from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public ScalarMixture this[int row]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(row);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Count);
            Range own = (row * _components)..((row + 1) * _components);
            return new ScalarMixture(_weights.AsSpan(own), _means.AsSpan(own), _scales.AsSpan(own));
        }
    }

    /// <inheritdoc/>
    public IEnumerator<ScalarMixture> GetEnumerator() => Enumerable.Range(0, Count).Select(row => this[row]).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
