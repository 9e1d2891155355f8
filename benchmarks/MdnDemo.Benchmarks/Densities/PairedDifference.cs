using MixtureDensity;

namespace MdnDemo.Benchmarks.Densities;

/// <summary>The mean of the differences of the same runs ± its standard error, and the number of runs.</summary>
internal static class PairedDifference
{
    /// <summary>The text, such as +0.013 ± 0.032 (5).</summary>
    /// <param name="differences">A difference for each run, possibly none.</param>
    /// <param name="format">The digits of the mean; those of a standard error are fewer where it is G3.</param>
    public static string Format(IReadOnlyList<double> differences, string format)
    {
        if (differences.Count == 0)
            return MarkdownTable.None;
        Estimate mean = Estimate.From([.. differences]);
        string sign = mean.Mean > 0 ? "+" : "";
        string error = differences.Count > 1
            ? $" ± {MarkdownTable.Number(mean.StandardError, format[0] == 'G' ? "G2" : format)}" : "";
        return $"{sign}{MarkdownTable.Number(mean.Mean, format)}{error} ({differences.Count})";
    }
}
