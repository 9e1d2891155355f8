namespace MixtureDensity;

/// <summary>The score of a baseline model.</summary>
/// <param name="Name">The name of the model.</param>
/// <param name="NegativeLogLikelihood">The mean negative log-likelihood of out-of-fold rows, in nats.</param>
public sealed record Baseline(string Name, Estimate NegativeLogLikelihood);
