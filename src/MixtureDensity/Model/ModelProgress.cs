namespace MixtureDensity;

/// <summary>Where the fit of a model stands.</summary>
/// <param name="Part">The part of the work that is done, from 0 to 1, as far as can be told: how long networks get better shows only in time.</param>
/// <param name="Kind">What is done: the kind of network that is fitted, or what follows.</param>
/// <param name="HeldOutLoss">Its mean negative log-likelihood so far of rows held out, in nats; NaN where it has none.</param>
public readonly record struct ModelProgress(double Part, string Kind, double HeldOutLoss);
