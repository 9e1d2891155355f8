namespace MixtureDensity;

/// <summary>A fitted model and its cross-validation.</summary>
/// <param name="Model">The model.</param>
/// <param name="Architecture">The selected architecture, in words.</param>
/// <param name="OutOfFold">
/// The scores of all rows, each predicted by the network that was trained without it; null if the training was
/// interrupted. The
/// same rows chose the best checkpoint of that network and the architecture, so that rows of another table may score
/// slightly
/// worse; the model, which averages several networks, slightly better.
/// </param>
/// <param name="FoldScheme">How the rows were split into folds, as a sentence.</param>
/// <param name="Baselines">The scores of simpler models on the same rows and folds.</param>
/// <param name="Curves">The evaluations of each fold network's training, in order.</param>
/// <param name="Duration">How long it took. It is not part of the model, so that equal fits give equal files.</param>
public sealed record ModelFit(
    DensityModel Model,
    string Architecture,
    Evaluation? OutOfFold,
    string FoldScheme,
    IReadOnlyList<Baseline> Baselines,
    IReadOnlyList<IReadOnlyList<TrainingProgress>> Curves,
    TimeSpan Duration);
