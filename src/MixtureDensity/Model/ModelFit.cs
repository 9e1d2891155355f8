namespace MixtureDensity;

/// <summary>A fitted model and its cross-validation.</summary>
/// <param name="Model">The model.</param>
/// <param name="Architecture">The selected architecture as text.</param>
/// <param name="OutOfFold">The cross-validated scores: each row is predicted by the network that was trained without
/// it. Null if the training was interrupted. The same rows selected checkpoints and architecture, which makes the
/// scores slightly optimistic; the model averages several networks, which makes them slightly pessimistic.</param>
/// <param name="FoldScheme">How the rows were split into folds, as a sentence.</param>
/// <param name="Baselines">The scores of simpler models on the same rows and folds.</param>
/// <param name="Curves">The learning curve of each fold network.</param>
/// <param name="Duration">The duration of the fit. It is not in the model, so that equal fits give equal files.</param>
public sealed record ModelFit(
    DensityModel Model,
    string Architecture,
    Evaluation? OutOfFold,
    string FoldScheme,
    IReadOnlyList<Baseline> Baselines,
    IReadOnlyList<IReadOnlyList<TrainingProgress>> Curves,
    TimeSpan Duration)
{
    /// <summary>The outliers of the training rows; each counted as the nearest number that is not one.</summary>
    public IReadOnlyList<Outliers> Outliers { get; init; } = [];

    /// <summary>
    /// The inputs of out-of-fold rows that the training rows of their network did not cover, so that their scores are
    /// those of extrapolations; without the time column of the folds. In random folds the least and the largest value
    /// of a column are always among them. Empty if the training was interrupted.
    /// </summary>
    public IReadOnlyList<UncoveredInput> Uncovered { get; init; } = [];

    /// <summary>Facts about a single target; null for several targets, and if the training was interrupted.</summary>
    public TargetFindings? Findings { get; init; }
}
