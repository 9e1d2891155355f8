namespace MixtureDensity;

/// <summary>
/// A target cannot have been observed as it was said: a value is beyond a bound, or has no logarithm.
/// </summary>
/// <param name="message">What is wrong.</param>
public sealed class ObservationException(string message) : Exception(message);
