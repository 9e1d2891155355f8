namespace MixtureDensity;

/// <summary>Finds the factor of the scales with which the average of networks fits new rows best.</summary>
/// <remarks>
/// Each network is calibrated by itself: its scale covers the noise and the error of its own mean. Their average errs
/// less, but is wider, by what they disagree. Two networks of the same training rows show on a validation fold how much
/// narrower a pair should be; to first order an average of M should be narrower by 2(1 − 1/M) times as much, because
/// that is its part of the variance between networks.
/// </remarks>
internal static class EnsembleScale
{
    // A normal prior of the logarithm with a standard deviation of 0.1, for few validation rows.
    private const double PriorPrecision = 100;

    private const double Step = 0.1;
    private const double Max = 0.3;

    /// <summary>The logarithm of the factor.</summary>
    /// <param name="pairLoss">The mean loss of a pair on validation rows by the logarithm of the factor.</param>
    /// <param name="rows">The number of validation rows.</param>
    /// <param name="networks">M.</param>
    public static double Find(Func<double, double> pairLoss, int rows, int networks)
    {
        // The minimum of a parabola through three points.
        double low = Loss(-Step), middle = Loss(0), high = Loss(Step);
        double slope = (high - low) / 2, curvature = high - 2 * middle + low;
        double best = curvature > 0 ? Math.Clamp(-slope / curvature * Step, -Max, Max) : 0;
        return 2 * (1 - 1.0 / networks) * best;

        double Loss(double log) => pairLoss(log) + 0.5 * PriorPrecision / rows * log * log;
    }
}
