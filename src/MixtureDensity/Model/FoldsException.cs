namespace MixtureDensity;

/// <summary>
/// Rows that cannot be split into folds: too few of them differ, in all columns or in the one to split by.
/// </summary>
/// <param name="message">What is missing.</param>
public sealed class FoldsException(string message) : ArgumentException(message);
