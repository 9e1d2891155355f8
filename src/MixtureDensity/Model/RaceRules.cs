namespace MixtureDensity;

/// <summary>The rules of <see cref="SuccessiveHalving"/>, which <see cref="RaceForecast"/> shares.</summary>
internal static class RaceRules
{
    /// <summary>The number of folds on which all candidates start.</summary>
    public const int FirstFolds = 2;

    /// <summary>The rung at which the schedule may be doubled.</summary>
    public const double HalfWay = 0.5;

    /// <summary>
    /// In nats: where the loss falls by more than this from a quarter to a half of the schedule, the target has hardly
    /// any noise, and every further step helps. Small batches are then as good as large ones.
    /// </summary>
    public const double WorthDoubling = 0.2;

    /// <summary>The maximum number of doublings of the schedule.</summary>
    public const int MaxDoublings = 2;

    // The standard deviation, in nats, of the difference of a row's log densities between two equally good models.
    private const double DifferencePerRow = 0.5;

    /// <summary>The fractions of the schedule at which the candidates are compared.</summary>
    public static IReadOnlyList<double> Rungs { get; } = [1.0 / 32, 1.0 / 16, 1.0 / 8, 1.0 / 4, HalfWay, 1];

    /// <summary>The difference between the losses of two candidates that chance explains, in nats.</summary>
    /// <param name="rows">The effective number of validation rows.</param>
    public static double Chance(double rows) => DifferencePerRow / Math.Sqrt(rows);

    /// <summary>The amount by which a loss may still decrease, in nats.</summary>
    /// <param name="gain">The amount by which it decreased over the last doubling of the steps.</param>
    /// <param name="rung">The fraction of the schedule that is done.</param>
    public static double PossibleGain(double gain, double rung)
    {
        // In the last half of the schedule the learning rate falls to 0. Without noise that is worth another doubling.
        double doublings = Math.Log2(1 / rung);
        return gain * (doublings * (doublings + 1) / 2 + (rung < 1 && gain > WorthDoubling ? 1 : 0));
    }
}
