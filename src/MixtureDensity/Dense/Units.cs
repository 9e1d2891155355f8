using System.Numerics;
using System.Numerics.Tensors;

namespace MixtureDensity;

/// <summary>The units in which a network takes some columns, z = (v − mean)/deviation.</summary>
/// <param name="means">A number a column.</param>
/// <param name="deviations">A number a column, above 0.</param>
internal sealed class Units<T>(T[] means, T[] deviations)
    where T : unmanaged, INumber<T>
{
    /// <summary>The sum of the logarithms of the deviations: by so much a log density of z is above that of v.</summary>
    public double LogDeviations { get; } = deviations.Sum(d => Math.Log(double.CreateChecked(d)));

    /// <summary>A number of a column in its own unit.</summary>
    public double Restore(int column, double z) => z * Deviation(column) + double.CreateChecked(means[column]);

    /// <summary>The deviation of a column.</summary>
    public double Deviation(int column) => double.CreateChecked(deviations[column]);

    /// <summary>Columns that are taken as they are.</summary>
    public static Units<T> OfData(int columns) => new(new T[columns], [.. Enumerable.Repeat(T.One, columns)]);

    /// <summary>Standardises numbers of a column.</summary>
    public void Standardize(int column, Span<T> values)
    {
        TensorPrimitives.Subtract(values, means[column], values);
        TensorPrimitives.Divide(values, deviations[column], values);
    }
}
