namespace MixtureDensity;

/// <summary>A target column of a table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Mean">The mean of the training rows, counted from the origin, in the column's unit.</param>
/// <param name="Deviation">Their standard deviation, above 0.</param>
/// <param name="Spacing">The spacing of the grid that the values lie on, or 0 where they lie on none.</param>
/// <param name="Origin">
/// Where the column counts from: the least value of the training rows. All is computed from there, so that times and
/// frequencies, which are large beside what they vary by, lose no digits.
/// </param>
public sealed record TargetScaling(string Name, double Mean, double Deviation, double Spacing, double Origin = 0)
{
    // A narrower component helps no row and can overflow.
    private const double MinScaleOffGrid = 5e-5;

    /// <summary>
    /// The least σ of a component, in standard deviations of the target: half of the grid that its values lie on.
    /// </summary>
    internal double MinScale => Spacing > 0 ? 0.5 * Spacing / Deviation : MinScaleOffGrid;
}
