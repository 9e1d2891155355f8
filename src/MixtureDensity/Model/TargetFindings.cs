namespace MixtureDensity;

/// <summary>What the training rows and the out-of-fold predictions show of a single target.</summary>
/// <param name="MassShares">The share of the rows that each point mass has.</param>
/// <param name="DistinctValues">The number of different values.</param>
/// <param name="Below">What is predicted below a bound that the rows suggest; null where there is none.</param>
/// <param name="Above">What is predicted above one; null where there is none.</param>
public sealed record TargetFindings(
    IReadOnlyList<double> MassShares, int DistinctValues, BoundSpill? Below, BoundSpill? Above);
