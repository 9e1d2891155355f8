namespace MixtureDensity;

/// <summary>
/// Finds how a target was observed from its values: its grid, its point masses, and the bounds they show.
/// </summary>
internal static class ObservationFinder
{
    /// <summary>How a target was observed.</summary>
    /// <param name="values">Its values, finite.</param>
    /// <param name="lower">
    /// The least possible value; null if it is not known. Between two values of the grid it is the one inside, unless a
    /// value of the target lies between both.
    /// </param>
    /// <param name="upper">The same of the largest possible value.</param>
    public static TargetObservation Find(double[] values, double? lower, double? upper)
    {
        TargetObservation grid = FindGrid(values);
        values = [.. values.Select(grid.Snap)];
        double[] masses = PointMasses.Find(values, grid.Spacing);
        double least = values.Min(), most = values.Max();
        // Zeros and caps are where values end, and so are the zeros of counts.
        bool startsHere = masses.Contains(least) || (grid.Spacing > 0 && least == 0);
        var onGrid = new ValueGrid(grid.Spacing, grid.GridOffset);
        if (lower is { } low && onGrid.Value(onGrid.Ceiling(low)) is var first && least >= first)
            lower = first;
        if (upper is { } high && onGrid.Value(onGrid.Floor(high)) is var last && most <= last)
            upper = last;
        return grid with
        {
            PointMasses = masses,
            Lower = lower ?? (startsHere ? least : double.NegativeInfinity),
            Upper = upper ?? (masses.Contains(most) ? most : double.PositiveInfinity),
        };
    }

    /// <summary>The grid of a target among several, whose cells and masses have no closed probability.</summary>
    public static TargetObservation FindGrid(double[] values)
    {
        var (spacing, offset) = Grid.Find(values);
        var multiples = new ValueGrid(spacing, 0);
        // The offset is one of the values, and may be stored with fewer digits too.
        return new TargetObservation
        {
            Spacing = spacing, GridOffset = multiples.IsPartOfOne ? multiples.Snap(offset) : offset,
        };
    }

    /// <summary>
    /// Whether the logarithm of a target may suit a mixture better: all values but the point masses are positive, and
    /// their logarithms plainly less skewed.
    /// </summary>
    public static bool IsLogarithmPlausible(TargetObservation observation, double[] values)
    {
        const double MinSkewness = 1;
        const double MaxRatio = 0.5;
        double[] rest = [.. values.Where(v => observation.MassAt(v) < 0)];
        if (rest.Any(v => v <= 0))
            return false;
        double skewness = Skewness(rest);
        return skewness > MinSkewness && Math.Abs(Skewness([.. rest.Select(v => Math.Log(v))])) < MaxRatio * skewness;
    }

    private static double Skewness(double[] values)
    {
        double mean = values.Average(), reach = values.Max(v => Math.Abs(v - mean));
        if (reach == 0)
            return 0;
        // As fractions of the range, so that cubes neither overflow nor become 0.
        double[] parts = [.. values.Select(v => (v - mean) / reach)];
        double variance = parts.Average(p => p * p);
        return parts.Average(p => p * p * p) / (variance * Math.Sqrt(variance));
    }
}
