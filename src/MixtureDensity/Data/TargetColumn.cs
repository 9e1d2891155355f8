namespace MixtureDensity;

/// <summary>A target column of a table.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Mean">The mean of the training rows, in the column's unit.</param>
/// <param name="Deviation">Their standard deviation, above 0.</param>
/// <param name="Spacing">The spacing of the grid that the values lie on, or 0 where they lie on none.</param>
public sealed record TargetColumn(string Name, double Mean, double Deviation, double Spacing);
