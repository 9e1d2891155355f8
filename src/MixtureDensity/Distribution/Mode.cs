namespace MixtureDensity;

/// <summary>A local maximum of a density.</summary>
/// <param name="Location">Where it is, one number a target, in units of y.</param>
/// <param name="Density">How high it is, per unit of y (per unitᴰ).</param>
/// <param name="Weight">
/// How much probability belongs to it: for one target that between the minima beside it, for several the weights of the
/// components whose means rise to it.
/// </param>
public sealed record Mode(double[] Location, double Density, double Weight);
