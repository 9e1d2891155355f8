namespace MixtureDensity;

/// <summary>The progress of the fit of a model.</summary>
/// <param name="Part">The completed fraction of the time, from 0 to 1, which never falls; an estimate, because early
/// stopping cannot be predicted.</param>
/// <param name="Architecture">The architecture in training, as text.</param>
/// <param name="ValidationLoss">Its mean negative log-likelihood on validation rows so far, in nats; NaN if there is
/// none.</param>
public readonly record struct ModelProgress(double Part, string Architecture, double ValidationLoss)
{
    /// <summary>
    /// The time until the fit ends, as far as it can be known; null before the first comparison of the architectures,
    /// when it cannot.
    /// </summary>
    public TimeSpan? TimeLeft { get; init; }
}
