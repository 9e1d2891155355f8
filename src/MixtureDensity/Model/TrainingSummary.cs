namespace MixtureDensity;

/// <summary>How a model was trained, for readers of its file.</summary>
/// <param name="Rows">The number of training rows.</param>
/// <param name="Seed">The random seed.</param>
/// <param name="OutOfFold">The mean negative log-likelihood of the rows, in nats, each predicted by the network that
/// was trained without it.</param>
/// <param name="WasCancelled">Whether the training was interrupted.</param>
/// <param name="Versions">The versions of the packages that made it.</param>
public sealed record TrainingSummary(
    int Rows, int Seed, Estimate OutOfFold, bool WasCancelled, IReadOnlyDictionary<string, string> Versions);
