namespace MixtureDensity;

/// <summary>A column of numbers: a cell v becomes (v − mean)/deviation, and its place on every bin.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Mean">The mean of the training rows, in the column's unit.</param>
/// <param name="Deviation">Their standard deviation, above 0.</param>
/// <param name="Bins">The bins, from left to right; none is a column that is only standardised.</param>
public sealed record NumericEncoding(string Name, double Mean, double Deviation, IReadOnlyList<PleBin> Bins)
    : InputEncoding(Name)
{
    /// <inheritdoc/>
    public override int Width => 1 + Bins.Count;
}
