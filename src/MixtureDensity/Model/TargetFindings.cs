namespace MixtureDensity;

/// <summary>Facts about a single target, from the training rows and the out-of-fold predictions.</summary>
/// <param name="MassShares">The fraction of the rows at each point mass.</param>
/// <param name="DistinctValues">The number of distinct values.</param>
/// <param name="Below">The probability predicted below a bound that the values suggest; null if they suggest
/// none.</param>
/// <param name="Above">The probability predicted above one.</param>
public sealed record TargetFindings(
    IReadOnlyList<double> MassShares, int DistinctValues, BoundSpill? Below, BoundSpill? Above);
