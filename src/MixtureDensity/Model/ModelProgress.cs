namespace MixtureDensity;

/// <summary>Where the fit of a model stands.</summary>
/// <param name="Part">The part of the work that is done, from 0 to 1, as far as can be told: how long networks get
/// better shows only in time.</param>
/// <param name="Architecture">The architecture that is trained, in words.</param>
/// <param name="ValidationLoss">Its mean negative log-likelihood on validation rows so far, in nats; NaN if it has
/// none.</param>
public readonly record struct ModelProgress(double Part, string Architecture, double ValidationLoss);
