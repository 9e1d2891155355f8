namespace MixtureDensity;

/// <summary>The values that many rows share exactly, although the rest is continuous: zeros, caps, defaults.</summary>
internal static class PointMasses
{
    // Rarer values, and more of them, are left to the mixture.
    private const double MinShare = 0.03;
    private const int MinRows = 10;
    private const int MaxMasses = 8;

    // On a grid every value repeats: a mass is this many times as frequent as the values next to it.
    private const double MinContrast = 10;
    private const int Neighbours = 5;

    // With fewer other values there is no continuous rest.
    private const int MinOtherValues = 10;

    /// <summary>The number of rows that must share a value.</summary>
    public static int MinCount(int rows) => Math.Max(MinRows, (int)Math.Ceiling(MinShare * rows));

    /// <summary>The point masses of a target, ascending.</summary>
    /// <param name="values">The values, finite.</param>
    /// <param name="spacing">The spacing of their grid, or 0.</param>
    public static double[] Find(IReadOnlyList<double> values, double spacing)
    {
        int least = MinCount(values.Count);
        Dictionary<double, int> counts = values.GroupBy(v => v).ToDictionary(g => g.Key, g => g.Count());
        double[] masses =
        [
            .. counts.Where(c => c.Value >= least && (spacing == 0 || StandsOut(c.Key, c.Value)))
                .OrderByDescending(c => c.Value).Take(MaxMasses).Select(c => c.Key).Order(),
        ];
        return counts.Count - masses.Length >= MinOtherValues ? masses : [];

        bool StandsOut(double value, int count)
        {
            // The neighbours may be rounded by themselves.
            int near = values.Count(v => v != value && Math.Abs(v - value) < (Neighbours + 0.5) * spacing);
            int cells = values.Min() > value - spacing || values.Max() < value + spacing ? Neighbours : 2 * Neighbours;
            return count >= MinContrast * near / cells;
        }
    }
}
