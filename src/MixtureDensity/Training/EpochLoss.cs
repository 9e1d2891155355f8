namespace MixtureDensity;

/// <summary>The training loss of an epoch before its step.</summary>
/// <param name="Epoch">The epoch, from 0.</param>
/// <param name="Loss">The loss over the training set.</param>
public readonly record struct EpochLoss(int Epoch, double Loss);
