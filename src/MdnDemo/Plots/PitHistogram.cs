using MixtureDensity;

namespace MdnDemo.Plots;

/// <summary>
/// The histogram of the probability integral transform (PIT): flat, up to chance, if a model is calibrated.
/// </summary>
/// <param name="Bars">The fraction of the rows in each bin over that of a calibrated model.</param>
/// <param name="Band">The half-width of the band about 1 that holds 95 % of the bars of a calibrated model.</param>
internal sealed record PitHistogram(IReadOnlyList<double> Bars, double Band)
{
    /// <summary>The half-width of a band of 95 %, in standard errors.</summary>
    public const double BandInErrors = 1.96;

    private const int MaxBins = 20;
    private const int RowsPerBin = 15;

    /// <summary>The histogram of a target, with as many bins as its rows allow.</summary>
    public static PitHistogram From(TargetEvaluation target)
    {
        double rows = target.EffectiveRows;
        int bins = Math.Clamp((int)(rows / RowsPerBin), 4, MaxBins);
        return new PitHistogram([.. target.Histogram(bins).Select(fraction => fraction * bins)],
            BandInErrors * Math.Sqrt((bins - 1) / rows) * Widening(target, bins));
    }

    // By how much rows that depend on each other make the bars less certain, over all bars.
    private static double Widening(TargetEvaluation target, int bins)
    {
        if (target.Groups is null)
            return 1;
        Estimate[] parts = [.. Enumerable.Range(0, bins).Select(bin => Estimate.From(
            [.. target.Pit.Select(p => Math.Min((int)(p * bins), bins - 1) == bin ? 1.0 : 0)],
            target.Weights, target.Groups))];
        double independent = parts.Sum(p => p.Mean * (1 - p.Mean)) / target.EffectiveRows;
        return independent == 0 ? 1 : Math.Sqrt(parts.Sum(p => p.StandardError * p.StandardError) / independent);
    }

    /// <summary>The part of the bars that lie in the band.</summary>
    public double Inside => Bars.Average(bar => Math.Abs(bar - 1) <= Band ? 1.0 : 0);
}
