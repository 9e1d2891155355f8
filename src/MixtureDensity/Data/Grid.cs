namespace MixtureDensity;

/// <summary>Finds the grid of rounded values.</summary>
internal static class Grid
{
    // A finer grid makes no difference to a density.
    private const double MinPartOfSpread = 1e-4;

    private const double Tolerance = ValueGrid.StorageTolerance;

    // In spacings: values this close to each other are equal, but for rounding errors.
    private const double Rounding = 1e-6;

    // On a grid nearly all values of a cell are equal; clusters of values may be near the points of a wide grid too.
    private const double MaxValuesPerCell = 1.5;

    // A few values may be off the grid; by chance one in 250 is on it.
    private const double MinShareOnGrid = 0.98;

    // Enough to decide; more take time.
    private const int MaxRows = 20_000;
    private const int MaxGaps = 200;

    // If no two neighbours of the grid are observed, the spacing is a fraction of the gaps.
    private static readonly int[] Divisors = [1, 2, 3, 4, 5, 6, 10];

    /// <summary>
    /// The widest grid on which nearly all values lie: its spacing, 0 for none, and one of its values.
    /// </summary>
    /// <param name="values">The values, finite.</param>
    public static (double Spacing, double Offset) Find(IReadOnlyList<double> values)
    {
        int step = (values.Count + MaxRows - 1) / MaxRows;
        double[] sorted = [.. values.Where((_, i) => i % step == 0).Order()];
        double[] distinct = [.. sorted.Distinct()];
        if (distinct.Length < 2)
            return (0, 0);
        // Without the tails, which may be long.
        double spread = sorted[(int)(0.95 * (sorted.Length - 1))] - sorted[(int)(0.05 * (sorted.Length - 1))];
        if (spread == 0)
            spread = distinct[^1] - distinct[0];
        double least = MinPartOfSpread * spread, offset = Commonest(sorted);
        foreach (double gap in Candidates(distinct, least, spread).Where(g => MayFit(distinct, offset, g)))
        {
            double spacing = Refine(gap, offset, sorted);
            if (spacing >= least && IsGrid(sorted, offset, spacing))
                return (Plain(spacing, offset, sorted), offset);
        }
        return (0, 0);
    }

    /// <summary>The gaps between neighbouring values and their parts, the widest first.</summary>
    private static IEnumerable<double> Candidates(double[] distinct, double least, double most)
    {
        List<double> gaps = [];
        foreach (double gap in distinct.Zip(distinct.Skip(1), (a, b) => b - a).Order())
        {
            if (gap >= least && gap <= most && (gaps.Count == 0 || gap > gaps[^1] * (1 + Tolerance)))
                gaps.Add(gap);
        }
        return gaps.Take(MaxGaps).SelectMany(gap => Divisors.Select(d => gap / d)).Where(g => g >= least)
            .OrderDescending();
    }

    /// <summary>The spacing with which the farthest value is a whole number of spacings away.</summary>
    /// <remarks>
    /// A gap between two rounded values is exact to a digit only, which adds up over a thousand of them.
    /// </remarks>
    private static double Refine(double gap, double offset, double[] sorted)
    {
        double spacing = gap;
        // Twice as far each time, so that the number of spacings is never in doubt.
        double far = Math.Max(sorted[^1] - offset, offset - sorted[0]);
        double reach = 8 * gap;
        for (; reach < far; reach *= 2)
            Fit(0.1);
        Fit(0.1);
        // What is beside the grid may be near it by chance.
        Fit(Tolerance);
        return spacing;

        void Fit(double tolerance)
        {
            double sum = 0, squares = 0;
            foreach (double value in sorted)
            {
                double count = Math.Round((value - offset) / spacing), rest = value - offset - count * spacing;
                if (Math.Abs(value - offset) > reach || Math.Abs(rest) > tolerance * spacing)
                    continue;
                sum += count * (value - offset);
                squares += count * count;
            }
            if (squares > 0)
                spacing = sum / squares;
        }
    }

    /// <summary>
    /// The number of few digits next to a spacing, if it differs by rounding errors only, of itself or of the values.
    /// </summary>
    private static double Plain(double spacing, double offset, double[] sorted)
    {
        const int Digits = 4;
        double unit = Math.Pow(10, Math.Floor(Math.Log10(spacing)) - Digits + 1);
        double plain = unit < 1 ? Math.Round(spacing / unit) / Math.Round(1 / unit) : Math.Round(spacing / unit) * unit;
        if (Math.Abs(plain / spacing - 1) < Rounding)
            return plain;
        double[] near = [.. sorted.Where(v => Math.Abs(Beside((v - offset) / spacing)) < Tolerance)];
        return Misfit(plain) <= 2 * Misfit(spacing) ? plain : spacing;

        double Misfit(double h) => near.Average(v => Math.Abs(Beside((v - offset) / h)));
    }

    /// <summary>A quick look at the values about the offset, where an inexact spacing does not add up.</summary>
    private static bool MayFit(double[] distinct, double offset, double spacing)
    {
        const int Looks = 64;
        int centre = Array.BinarySearch(distinct, offset), from = Math.Max(0, centre - Looks / 2);
        ReadOnlySpan<double> near = distinct.AsSpan(from, Math.Min(Looks, distinct.Length - from));
        int fitting = 0;
        foreach (double value in near)
            fitting += Math.Abs(Beside((value - offset) / spacing)) < 0.1 ? 1 : 0;
        return fitting >= 0.9 * near.Length;
    }

    private static bool IsGrid(double[] sorted, double offset, double spacing)
    {
        double[] positions =
            [.. sorted.Select(v => (v - offset) / spacing).Where(p => Math.Abs(Beside(p)) < Tolerance)];
        if (positions.Length < MinShareOnGrid * sorted.Length)
            return false;
        int values = 1, cells = 1;
        for (int i = 1; i < positions.Length; i++)
        {
            values += positions[i] - positions[i - 1] > Rounding ? 1 : 0;
            cells += Math.Round(positions[i]) != Math.Round(positions[i - 1]) ? 1 : 0;
        }
        return values <= MaxValuesPerCell * cells;
    }

    private static double Beside(double position) => position - Math.Round(position);

    /// <summary>The value that most share; of several the median one.</summary>
    private static double Commonest(double[] sorted)
    {
        var groups = sorted.GroupBy(v => v).ToArray();
        int most = groups.Max(g => g.Count());
        double[] commonest = [.. groups.Where(g => g.Count() == most).Select(g => g.Key)];
        return commonest[commonest.Length / 2];
    }
}
