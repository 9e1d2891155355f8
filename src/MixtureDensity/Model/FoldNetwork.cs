namespace MixtureDensity;

/// <summary>A network that was trained without one fold of the rows.</summary>
/// <param name="Fold">The fold, from 0.</param>
/// <param name="Network">The network.</param>
/// <param name="TrainingRows">The number of training rows.</param>
/// <param name="Validation">The rows of the fold.</param>
/// <param name="Result">The result of its training.</param>
internal sealed record FoldNetwork(
    int Fold, MixtureDensityNetwork Network, int TrainingRows, RowSet<float> Validation, TrainingResult Result);
