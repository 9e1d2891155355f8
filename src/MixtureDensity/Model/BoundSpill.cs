namespace MixtureDensity;

/// <summary>The probability that predictions give to values beyond a bound that no row crosses.</summary>
/// <param name="Bound">The bound, in the target's unit.</param>
/// <param name="Probability">The mean probability beyond it, over out-of-fold rows.</param>
public sealed record BoundSpill(double Bound, double Probability);
