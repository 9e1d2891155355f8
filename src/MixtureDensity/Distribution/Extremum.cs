namespace MixtureDensity;

/// <summary>A local maximum or minimum of a density.</summary>
/// <param name="Location">The location.</param>
/// <param name="IsMaximum">Whether it is a maximum.</param>
internal readonly record struct Extremum(double Location, bool IsMaximum);
