using MixtureDensity;

namespace MdnDemo.Reports;

/// <summary>Sentences on scores of a fit that are extrapolations.</summary>
internal static class ExtrapolationSentences
{
    // In random folds the least and the largest value of a column are always outside the range of the training rows.
    // Fewer rows than these may be such values.
    private const int MinRows = 15;
    private const double MinFraction = 0.05;

    /// <summary>A sentence for each input that is outside the range of the training rows in many out-of-fold rows.
    /// </summary>
    public static IEnumerable<string> Create(ModelFit fit)
    {
        int rows = fit.OutOfFold!.Rows;
        foreach (UncoveredInput each in fit.Uncovered.Where(u => u.Rows >= Math.Max(MinRows, MinFraction * rows)))
        {
            string fraction = $"{(double)each.Rows / rows:P0}";
            yield return each.Input is NumericEncoding
                ? $"'{each.Input.Name}' is outside the range of its network's training rows in {fraction} of the rows: "
                    + "their scores are those of extrapolations."
                : $"'{each.Input.Name}' has values that none of its network's training rows has in {fraction} of the "
                    + "rows.";
        }
    }
}
