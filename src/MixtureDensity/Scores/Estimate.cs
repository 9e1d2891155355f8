using System.Globalization;

namespace MixtureDensity;

/// <summary>A mean over rows with its standard error.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="StandardError">The standard error; NaN for a single row.</param>
public readonly record struct Estimate(double Mean, double StandardError)
{
    /// <summary>
    /// Computes the mean Σ w v/Σ w and its standard error √(n/(n − 1) Σ w² (v − mean)²)/Σ w from the values v of the
    /// rows and their weights w. n = (Σ w)²/Σ w² is the effective number of rows; without weights the error is s/√n.
    /// </summary>
    /// <remarks>
    /// It is the error of a ratio of two sums, which holds for rows that were drawn with unequal probabilities. What
    /// the weights are multiplied by does not matter, and a row of weight 0 counts for nothing, whatever its value.
    /// With groups, whose rows depend on each other, the sums of w (v − mean) over each group take the place of those
    /// of single rows, and n is the effective number of groups.
    /// Sources: W. G. Cochran, "Sampling Techniques", 1977, for the ratio and for groups (cluster sampling); L. Kish,
    /// "Survey Sampling", 1965, for n.
    /// </remarks>
    /// <param name="values">A value for each row.</param>
    /// <param name="weights">A weight for each row, finite and at least 0; null if all count the same.</param>
    /// <param name="groups">The number of the group of each row; null if rows are independent.</param>
    /// <exception cref="ArgumentException">There are more or fewer weights or groups than values.</exception>
    public static Estimate From(
        IReadOnlyList<double> values, IReadOnlyList<double>? weights = null, IReadOnlyList<int>? groups = null)
    {
        if (groups is not null)
            return OfGroups(values, weights, groups);
        if (weights is not null)
            return Weighted(values, weights);
        double mean = values.Average();
        double variance = values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1);
        return new Estimate(mean, Math.Sqrt(variance / values.Count));
    }

    private static Estimate Weighted(IReadOnlyList<double> values, IReadOnlyList<double> weights)
    {
        if (values.Count != weights.Count)
            throw new ArgumentException(
                $"There are {values.Count} values and {weights.Count} weights.", nameof(weights));
        // As fractions of the largest, so that squares do not overflow.
        double most = weights.Max(), sum = 0, total = 0, squares = 0;
        for (int row = 0; row < values.Count; row++)
        {
            double weight = weights[row] / most;
            sum += weight > 0 ? weight * values[row] : 0;
            total += weight;
        }
        double mean = sum / total;
        for (int row = 0; row < values.Count; row++)
        {
            double difference = weights[row] > 0 ? weights[row] / most * (values[row] - mean) : 0;
            squares += difference * difference;
        }
        double n = RowWeights.EffectiveRows(weights);
        return new Estimate(mean, Math.Sqrt(n / (n - 1) * squares) / total);
    }

    private static Estimate OfGroups(
        IReadOnlyList<double> values, IReadOnlyList<double>? weights, IReadOnlyList<int> groups)
    {
        if (values.Count != groups.Count)
            throw new ArgumentException(
                $"There are {values.Count} values and {groups.Count} groups.", nameof(groups));
        double mean = From(values, weights).Mean;
        double[]? scaled = weights is null ? null : RowWeights.Scaled(weights);
        Dictionary<int, (double Weight, double Sum)> sums = [];
        for (int row = 0; row < values.Count; row++)
        {
            double weight = scaled?[row] ?? 1;
            var (total, sum) = sums.GetValueOrDefault(groups[row]);
            sums[groups[row]] = (total + weight, sum + (weight > 0 ? weight * (values[row] - mean) : 0));
        }
        double n = RowWeights.EffectiveRows([.. sums.Values.Select(s => s.Weight)]);
        double error = Math.Sqrt(n / (n - 1) * sums.Values.Sum(s => s.Sum * s.Sum)) / sums.Values.Sum(s => s.Weight);
        return new Estimate(mean, n > 1 ? error : double.NaN);
    }

    /// <summary>The mean and its standard error, to four significant digits: 0.6341 ± 0.09901.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Mean:G4} ± {StandardError:G4}");
}
