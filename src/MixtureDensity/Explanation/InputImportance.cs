namespace MixtureDensity;

/// <summary>The importance of an input column, or of several that were shuffled together.</summary>
/// <param name="Columns">The columns that were shuffled together; mostly one.</param>
/// <param name="Rise">The rise of the negative log-likelihood when they are shuffled, in nats, with the standard error
/// over rows.</param>
public sealed record InputImportance(IReadOnlyList<string> Columns, Estimate Rise);
