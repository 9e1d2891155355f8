namespace MixtureDensity;

/// <summary>How a model was trained, for whoever opens its file later.</summary>
/// <param name="Rows">The rows that it was trained on.</param>
/// <param name="Seed">The seed.</param>
/// <param name="HeldOut">The mean negative log-likelihood of the rows, in nats, each predicted by one network that was not fitted to it.</param>
/// <param name="WasCancelled">Whether the training was stopped before it was done.</param>
/// <param name="Versions">The versions of the packages that made it.</param>
public sealed record TrainingSummary(
    int Rows, int Seed, Estimate HeldOut, bool WasCancelled, IReadOnlyDictionary<string, string> Versions);
