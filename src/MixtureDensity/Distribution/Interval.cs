namespace MixtureDensity;

/// <summary>The closed interval from <paramref name="Lower"/> to <paramref name="Upper"/>.</summary>
/// <param name="Lower">The lower end, in units of y.</param>
/// <param name="Upper">The upper end, in units of y.</param>
public readonly record struct Interval(double Lower, double Upper);
