namespace MixtureDensity;

/// <summary>The score of a simpler model.</summary>
/// <param name="Name">The model.</param>
/// <param name="NegativeLogLikelihood">Its mean negative log-likelihood of out-of-fold rows, in nats.</param>
public sealed record Baseline(string Name, Estimate NegativeLogLikelihood);
