namespace MixtureDensity;

/// <summary>One fold of a cross-validation.</summary>
/// <param name="Training">The training rows of its network.</param>
/// <param name="Validation">The rows for early stopping and scores, disjoint from the training rows.</param>
internal sealed record Fold(int[] Training, int[] Validation);
