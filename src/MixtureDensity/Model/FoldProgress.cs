namespace MixtureDensity;

/// <summary>Where the fit of one network of a model stands.</summary>
/// <param name="Network">Which network, from 0.</param>
/// <param name="Networks">How many networks are fitted in all, those of a baseline included.</param>
/// <param name="Progress">Its last evaluation.</param>
/// <param name="IsDone">Whether its fit is over.</param>
public readonly record struct FoldProgress(int Network, int Networks, FitProgress Progress, bool IsDone);
