namespace MixtureDensity;

/// <summary>One fold of a cross-validation.</summary>
/// <param name="Training">The rows that its network is trained on.</param>
/// <param name="Validation">The rows that it is stopped and scored on, none of them among the others.</param>
internal sealed record Fold(int[] Training, int[] Validation);
