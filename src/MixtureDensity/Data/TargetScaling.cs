namespace MixtureDensity;

/// <summary>A target column of a table: how it was observed, and how its latent values are standardised.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Mean">The mean of the latent values of the training rows, point masses apart, counted from the
/// origin.</param>
/// <param name="Deviation">Their standard deviation, above 0.</param>
/// <param name="Origin">
/// Where the column counts from: the least value of the training rows, and 0 on the logarithmic scale. All is computed
/// from there, so that times and frequencies, which are large beside their spread, lose no digits.
/// </param>
public sealed record TargetScaling(string Name, double Mean, double Deviation, double Origin = 0)
{
    // A narrower component helps no row and can overflow.
    private const double MinScaleOffGrid = 5e-5;

    // So narrow that all of it is in one cell.
    private const double MinPartOfCell = 0.05;

    /// <summary>How it was observed; exactly, if nothing else is said.</summary>
    public TargetObservation Observation { get; init; } = TargetObservation.Exact;

    /// <summary>How the numbers were written, as <see cref="NumericColumn.Format"/> says.</summary>
    public string? Format { get; init; }

    /// <summary>Its recorded values in a table.</summary>
    internal double[] ValuesIn(Table table) => [.. table.Numbers(Name).Select(Observation.Snap)];

    /// <summary>The least σ of a component where densities are those of points, in standard deviations.</summary>
    /// <remarks>
    /// Of several targets, whose cells have no closed probability, it is half of the grid's spacing: the density of
    /// rounded values could be made arbitrarily high by narrow spikes on them.
    /// </remarks>
    internal double MinScale => Observation.Spacing > 0 ? 0.5 * Observation.Spacing / Deviation : MinScaleOffGrid;

    /// <summary>The least σ of a component where rounded values are scored by the probability of their cells.</summary>
    internal double MinScaleOfCells =>
        Observation.IsLogarithmic ? MinScaleOffGrid
            : Math.Max(MinScaleOffGrid, MinPartOfCell * Observation.Spacing / Deviation);

    /// <summary>The bounds of standardised latent values.</summary>
    internal (double Lower, double Upper) StandardizedBounds
    {
        get
        {
            var (lower, upper) = Observation.LatentBounds(Origin);
            return ((lower - Mean) / Deviation, (upper - Mean) / Deviation);
        }
    }

    /// <summary>A latent value in standard deviations from the mean.</summary>
    internal double Standardize(double latent) => (latent - Origin - Mean) / Deviation;
}
