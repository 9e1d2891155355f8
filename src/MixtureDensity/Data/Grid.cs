namespace MixtureDensity;

/// <summary>Whether measured values lie on a grid, as rounding puts them.</summary>
internal static class Grid
{
    // A grid shows when values repeat; one finer than this part of the range makes no difference to a density.
    private const double MinPartOfRange = 1e-4;
    private const double Tolerance = 0.02;

    /// <summary>
    /// The smallest gap between two values, where every other is near a multiple of it: within 2 %, of one or of
    /// itself. 0 elsewhere.
    /// </summary>
    /// <remarks>
    /// A density for values on a grid can be made as high as one likes by ever narrower spikes on its points, which
    /// says
    /// nothing of the quantity that was rounded.
    /// </remarks>
    public static double Spacing(ReadOnlySpan<double> values)
    {
        double[] distinct = [.. values.ToArray().Distinct().Order()];
        if (distinct.Length < 2)
            return 0;
        double range = distinct[^1] - distinct[0];
        double[] gaps = [.. distinct.Zip(distinct.Skip(1), (a, b) => b - a)];
        double spacing = gaps.Min();
        if (spacing < MinPartOfRange * range)
            return 0;
        return gaps.All(gap =>
            Math.Abs(gap / spacing - Math.Round(gap / spacing)) < Tolerance * Math.Max(1, gap / spacing)) ? spacing : 0;
    }
}
