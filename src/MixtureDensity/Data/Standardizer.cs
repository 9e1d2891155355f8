using System.Numerics;
using System.Numerics.Tensors;

namespace MixtureDensity;

/// <summary>Standardises columns, z = (v − mean)/deviation, in the precision of a network.</summary>
/// <param name="means">The mean of each column.</param>
/// <param name="deviations">The standard deviation of each column, above 0.</param>
internal sealed class Standardizer<T>(T[] means, T[] deviations)
    where T : unmanaged, INumber<T>
{
    /// <summary>The sum of the logarithms of the deviations: a log density of z exceeds that of v by this.</summary>
    public double LogDeviations { get; } = deviations.Sum(d => Math.Log(double.CreateChecked(d)));

    /// <summary>The standardiser that changes nothing.</summary>
    public static Standardizer<T> Identity(int columns) => new(new T[columns], [.. Enumerable.Repeat(T.One, columns)]);

    /// <summary>The deviation of a column.</summary>
    public double Deviation(int column) => double.CreateChecked(deviations[column]);

    /// <summary>Standardises values of a column in place.</summary>
    public void Transform(int column, Span<T> values)
    {
        TensorPrimitives.Subtract(values, means[column], values);
        TensorPrimitives.Divide(values, deviations[column], values);
    }

    /// <summary>The value of a column whose standardised value is z.</summary>
    public double InverseTransform(int column, double z) => z * Deviation(column) + double.CreateChecked(means[column]);
}
