namespace MixtureDensity;

/// <summary>A local maximum of a density.</summary>
/// <param name="Location">Where it is, one number a target, in units of y.</param>
/// <param name="Density">How high it is, per unit of y (per unitᴰ).</param>
public sealed record Mode(double[] Location, double Density);
