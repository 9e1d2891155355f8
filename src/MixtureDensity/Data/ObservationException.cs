namespace MixtureDensity;

/// <summary>
/// The options contradict the target: a value is beyond a bound, or has no logarithm.
/// </summary>
/// <param name="message">What is wrong.</param>
public sealed class ObservationException(string message) : Exception(message);
