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

    /// <summary>Standardises some rows, and puts every column into a row of its own; the rest of it repeats the last value.</summary>
    /// <param name="values">[N, columns], row by row.</param>
    /// <param name="from">The first row.</param>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="transposed">[columns, width].</param>
    /// <param name="width">At least <paramref name="count"/>.</param>
    public void Transpose(ReadOnlySpan<T> values, int from, int count, Span<T> transposed, int width)
    {
        int columns = means.Length;
        for (int column = 0; column < columns; column++)
        {
            Span<T> row = transposed.Slice(column * width, width);
            for (int n = 0, at = from * columns + column; n < count; n++, at += columns)
                row[n] = values[at];
            TensorPrimitives.Subtract(row, means[column], row);
            TensorPrimitives.Divide(row, deviations[column], row);
            row[count..].Fill(row[count - 1]);
        }
    }
}
