namespace MixtureDensity;

/// <summary>
/// How good the sets of one level are: how often they hold the observed value, and how large they are.
/// </summary>
/// <param name="Level">The level.</param>
/// <param name="Coverage">The fraction of rows inside.</param>
/// <param name="Size">The mean length, in the target's unit.</param>
public sealed record SetEvaluation(double Level, Estimate Coverage, Estimate Size);
