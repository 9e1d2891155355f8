namespace MixtureDensity;

/// <summary>A distribution over finitely many values.</summary>
/// <param name="values">The values, ascending.</param>
/// <param name="probabilities">The probability of each.</param>
internal sealed class CellTable(double[] values, double[] probabilities)
{
    /// <summary>The values, ascending.</summary>
    public double[] Values => values;

    /// <summary>The mean, counted from an origin, and the variance.</summary>
    public (double Mean, double Variance) Moments(double origin)
    {
        double mean = 0, variance = 0;
        for (int i = 0; i < values.Length; i++)
            mean += probabilities[i] * (values[i] - origin);
        for (int i = 0; i < values.Length; i++)
            variance += probabilities[i] * (values[i] - origin - mean) * (values[i] - origin - mean);
        return (mean, variance);
    }

    /// <summary>∫ (P(Y ≤ x) − 1{x ≥ y})² dx.</summary>
    public double Crps(double y)
    {
        double sum = Math.Max(0, values[0] - y) + Math.Max(0, y - values[^1]), below = 0;
        for (int i = 1; i < values.Length; i++)
        {
            below += probabilities[i - 1];
            double above = Math.Max(0, 1 - below), middle = Math.Clamp(y, values[i - 1], values[i]);
            sum += below * below * (middle - values[i - 1]) + above * above * (values[i] - middle);
        }
        return sum;
    }

    /// <summary>
    /// The probability of all values that follow one in the order of <see cref="Highest"/>, and a part of its own; 0
    /// for a value that is none of them.
    /// </summary>
    public double Outside(double y, double part)
    {
        int at = Array.BinarySearch(values, y);
        double own = at < 0 ? 0 : probabilities[at];
        if (own == 0)
            return 0;
        double after = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (probabilities[i] < own || (probabilities[i] == own && i > at))
                after += probabilities[i];
        }
        return Math.Min(1, after + part * own);
    }

    /// <summary>
    /// The fewest values, one at least, that leave no more than a probability outside; of equally probable ones the
    /// first.
    /// </summary>
    public bool[] Highest(double outside)
    {
        const double Rounding = 1e-12;
        // All less probable ones together have at most half of what may be outside.
        double least = 0.5 * outside / values.Length, sum = probabilities.Where(p => p < least).Sum();
        bool[] isInside = [.. probabilities.Select(p => p >= least)];
        IEnumerable<int> candidates = Enumerable.Range(0, values.Length).Where(i => isInside[i]).Reverse();
        foreach (int i in candidates.OrderBy(i => probabilities[i]).SkipLast(1))
        {
            sum += probabilities[i];
            if (sum > outside * (1 + Rounding))
                break;
            isInside[i] = false;
        }
        return isInside;
    }
}
