namespace MixtureDensity;

/// <summary>
/// The scores of intervals or regions of one level: their coverage and their size.
/// </summary>
/// <param name="Level">The level.</param>
/// <param name="Coverage">The fraction of rows whose observed value is inside.</param>
/// <param name="Size">The mean length, in the target's unit.</param>
public sealed record SetEvaluation(double Level, Estimate Coverage, Estimate Size);
