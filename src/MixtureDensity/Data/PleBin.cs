namespace MixtureDensity;

/// <summary>
/// A bin of a piecewise-linear encoding: a value v becomes 2 (r − mean) with its position r = (v − From)/(To − From) in
/// the bin, clipped to [0, 1].
/// </summary>
/// <remarks>
/// With adjacent bins a linear layer has a slope of its own in each, and is additive over columns.
/// Source: Y. Gorishniy, I. Rubachev and A. Babenko, "On embeddings for numerical features in tabular deep learning",
/// 2022.
/// </remarks>
/// <param name="From">The lower end, in the column's unit.</param>
/// <param name="To">The upper end, above <paramref name="From"/>.</param>
/// <param name="Mean">The mean of r over the training rows.</param>
public sealed record PleBin(double From, double To, double Mean)
{
    /// <summary>The network input of a value.</summary>
    public double Encode(double value) => 2 * (Position(value, From, To) - Mean);

    /// <summary>
    /// The bins between quantiles of some values, or between all distinct values if these are few.
    /// </summary>
    /// <param name="values">A column of the training rows.</param>
    /// <param name="bins">The maximum number of bins.</param>
    internal static IReadOnlyList<PleBin> Fit(double[] values, int bins)
    {
        if (bins == 0)
            return [];
        double[] sorted = [.. values.Order()], distinct = [.. sorted.Distinct()];
        double[] knots = distinct.Length <= bins + 1
            ? distinct
            : [.. Enumerable.Range(0, bins + 1)
                .Select(i => sorted[(int)Math.Round((double)i * (sorted.Length - 1) / bins)]).Distinct()];
        // A single bin would only repeat the standardised value.
        return knots.Length < 3 ? []
            : [.. knots.Zip(knots[1..], (from, to) => new PleBin(from, to, MeanPosition(sorted, from, to)))];
    }

    /// <summary>
    /// The mean position of sorted values: 0 below the bin, and 1 above it.
    /// </summary>
    private static double MeanPosition(double[] sorted, double from, double to)
    {
        int first = FirstAbove(sorted, from), end = FirstAbove(sorted, to);
        double sum = sorted.Length - end;
        for (int i = first; i < end; i++)
            sum += Position(sorted[i], from, to);
        return sum / sorted.Length;
    }

    private static int FirstAbove(double[] sorted, double value)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] > value)
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }

    private static double Position(double value, double from, double to) =>
        Math.Clamp((value - from) / (to - from), 0, 1);
}
