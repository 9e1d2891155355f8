namespace MixtureDensity;

/// <summary>
/// The rows cannot be split into folds, because too few are distinct, overall or in the column to split by.
/// </summary>
/// <param name="message">The message.</param>
public sealed class FoldsException(string message) : ArgumentException(message);
