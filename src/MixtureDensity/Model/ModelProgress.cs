namespace MixtureDensity;

/// <summary>The progress of the fit of a model.</summary>
/// <param name="Part">The completed fraction, from 0 to 1; an estimate, because early stopping cannot be
/// predicted.</param>
/// <param name="Architecture">The architecture in training, as text.</param>
/// <param name="ValidationLoss">Its mean negative log-likelihood on validation rows so far, in nats; NaN if there is
/// none.</param>
public readonly record struct ModelProgress(double Part, string Architecture, double ValidationLoss);
