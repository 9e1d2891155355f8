namespace MixtureDensity;

/// <summary>One Gaussian of a mixture in plain numbers.</summary>
/// <param name="Weight">πₖ.</param>
/// <param name="Mean">μₖ, [D], in the units of the targets.</param>
/// <param name="Covariance">Σₖ, [D, D], in the products of their units.</param>
public sealed record MixtureComponent(double Weight, double[] Mean, double[,] Covariance);
