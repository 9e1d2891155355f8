namespace MixtureDensity;

/// <summary>Where the fit of one network of a model stands.</summary>
/// <param name="Fold">Which network, from 0.</param>
/// <param name="Progress">Where it stands.</param>
public readonly record struct FoldProgress(int Fold, FitProgress Progress);
