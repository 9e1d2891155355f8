using System.Globalization;

namespace MixtureDensity;

/// <summary>
/// How much rows count, in a training and in scores: one of weight 2 as two rows of weight 1, one of weight 0 as none.
/// </summary>
internal static class RowWeights
{
    /// <summary>The weights in a column, scaled so that their mean is 1; null without a column.</summary>
    /// <exception cref="ArgumentException">There is no such column of numbers, a weight is negative, infinite or
    /// missing, or all are 0.</exception>
    public static double[]? Read(Table table, string? column)
    {
        if (column is null)
            return null;
        double[] weights = table.Numbers(column);
        Validate(weights, $"Column '{column}'");
        return weights.Length == 0 || weights.Max() > 0 ? Scaled(weights)
            : throw new ArgumentException($"Column '{column}' is 0 in all rows; then none counts.");
    }

    /// <summary>The rows of positive weight; null if all are.</summary>
    /// <inheritdoc cref="Read"/>
    public static int[]? Positive(Table table, string? column) =>
        Read(table, column) is { } weights && weights.Contains(0)
            ? [.. Enumerable.Range(0, table.Rows).Where(row => weights[row] > 0)] : null;

    /// <summary>The weights, scaled to a mean of 1.</summary>
    public static double[] Scaled(IReadOnlyList<double> weights)
    {
        // In parts of the largest, whose sum is not infinite.
        double most = weights.DefaultIfEmpty(1).Max();
        double mean = weights.Sum(w => w / most) / weights.Count;
        return [.. weights.Select(w => w / most / mean)];
    }

    /// <summary>
    /// The effective number of rows (Σ w)²/Σ w²: as many rows of equal weight would make a mean as certain.
    /// </summary>
    /// <remarks>Source: L. Kish, "Survey Sampling", 1965.</remarks>
    public static double EffectiveRows(IReadOnlyList<double> weights)
    {
        double most = weights.Max(), sum = 0, squares = 0;
        foreach (double weight in weights)
        {
            sum += weight / most;
            squares += weight / most * (weight / most);
        }
        return sum * sum / squares;
    }

    /// <exception cref="ArgumentException">A weight is negative, infinite or missing.</exception>
    public static void Validate(IReadOnlyList<double> weights, string name)
    {
        for (int row = 0; row < weights.Count; row++)
        {
            if (!(weights[row] >= 0 && double.IsFinite(weights[row])))
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture, $"{name} is {weights[row]} in row {row}")
                        + " (counted from 0); a weight is a finite number, at least 0.");
        }
    }
}
