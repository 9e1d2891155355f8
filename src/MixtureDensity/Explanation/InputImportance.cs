namespace MixtureDensity;

/// <summary>What some input columns are worth to a model.</summary>
/// <param name="Columns">The columns that were shuffled together; mostly one.</param>
/// <param name="Rise">The rise of the negative log-likelihood when they are shuffled, in nats, with the standard error
/// over rows.</param>
public sealed record InputImportance(IReadOnlyList<string> Columns, Estimate Rise);
