using System.ComponentModel.DataAnnotations;

namespace MixtureDensity;

/// <summary>Options of a model; the defaults need no tuning.</summary>
public sealed record ModelOptions
{
    // With more rows a second layer pays, refits improve less, and both take longer.
    private const int SmallTable = 5000;

    private const int FewRefits = 2;

    private static readonly Architecture Smooth = new([128, 128, 128]);

    /// <summary>
    /// The default architectures for at most 5,000 rows: a wide network on a piecewise-linear encoding, which suits
    /// tables of many columns, and a deeper one on standardised columns, which suits smooth functions of a few.
    /// </summary>
    public static IReadOnlyList<Architecture> SmallTableArchitectures { get; } = [new([256], Bins: 32), Smooth];

    /// <summary>The default architectures for more than 5,000 rows: the wide network has a second layer.</summary>
    public static IReadOnlyList<Architecture> LargeTableArchitectures { get; } = [new([256, 128], Bins: 32), Smooth];

    /// <summary>
    /// The candidate architectures; the one with the best cross-validated score is selected. Null stands for <see
    /// cref="SmallTableArchitectures"/> or <see cref="LargeTableArchitectures"/>.
    /// </summary>
    public IReadOnlyList<Architecture>? Architectures { get; init; }

    /// <summary>
    /// The number of mixture components of each network; networks with a single one are candidates too.
    /// </summary>
    [Range(1, 1000)]
    public int Components { get; init; } = 8;

    /// <summary>
    /// The number of folds of the cross-validation. Each fold network is trained without one fold, which is used for
    /// early stopping and for its score.
    /// </summary>
    [Range(2, 50)]
    public int Folds { get; init; } = 5;

    /// <summary>
    /// A column whose equal values stay in one fold, such as patients or shops; null keeps only those equal rows
    /// together that are likely to be copies.
    /// </summary>
    public string? GroupColumn { get; init; }

    /// <summary>
    /// A column that orders the rows in time: each network is validated on rows later than its training rows. Null
    /// splits at random.
    /// </summary>
    public string? TimeColumn { get; init; }

    /// <summary>
    /// A column of weights, which is not an input: a row of weight 2 counts as two rows of weight 1, and one of weight
    /// 0 as none, in the training, in early stopping, in the selection of an architecture and in all scores. Weights
    /// are finite, at least 0 and not all 0; they are scaled so that their mean is 1. Null weighs all rows the same.
    /// </summary>
    /// <remarks>
    /// The folds, the scales and the bins of the columns, and the search for grids, point masses and outliers look at
    /// rows and not at their weights.
    /// </remarks>
    public string? WeightColumn { get; init; }

    /// <summary>
    /// The number of refits: networks of the selected candidate that are trained after cross-validation, and
    /// averaged with the fold networks. Null chooses the number of folds, or 2 for more than 5,000 rows.
    /// </summary>
    /// <remarks>
    /// Most are trained on all rows, for as long as the fold networks improved. The first two leave out a fold of other
    /// folds: rows that two networks were not trained on tell by how much their average is too wide, and all scales are
    /// narrowed by it. With <see cref="TimeColumn"/>, or without <see cref="TrainingOptions.TemperatureScaling"/>, all
    /// are trained on all rows, and scales are kept.
    /// </remarks>
    [Range(0, 900)]
    public int? Refits { get; init; }

    /// <summary>
    /// The fraction of the rows that is held out to calibrate intervals and regions, at random, by whole groups, or the
    /// latest. 0 holds out none, and the out-of-fold rows calibrate them.
    /// </summary>
    [Range(0.0, 0.5)]
    public double CalibrationFraction { get; init; }

    /// <summary>The random seed of the folds, the initial weights and the batches.</summary>
    [Range(0, int.MaxValue)]
    public int Seed { get; init; } = 1;

    /// <summary>
    /// Whether to find how the targets were observed: rounded to a grid and, for a single target, with values
    /// that many rows share exactly. Otherwise spikes at such values can make the likelihood arbitrarily high.
    /// </summary>
    public bool FindObservation { get; init; } = true;

    /// <summary>The least possible value of a single target; null if it is not known.</summary>
    public double? Lower { get; init; }

    /// <summary>The largest possible value of a single target; null if it is not known.</summary>
    public double? Upper { get; init; }

    /// <summary>Whether the mixture is one of the target or of its logarithm.</summary>
    public TargetTransform Transform { get; init; } = TargetTransform.Auto;

    /// <summary>
    /// Whether numbers that lie absurdly far from all others of their column, <see cref="Outliers"/>, count as the
    /// nearest number that does not. Those of targets do in the scores too.
    /// </summary>
    public bool ClipsOutliers { get; init; } = true;

    /// <summary>The options of the training of each network.</summary>
    public TrainingOptions Training { get; init; } = new();

    /// <summary>The candidate architectures for a number of rows.</summary>
    /// <param name="rows">The number of rows of the table.</param>
    public IReadOnlyList<Architecture> ArchitecturesFor(int rows) =>
        Architectures ?? (rows > SmallTable ? LargeTableArchitectures : SmallTableArchitectures);

    /// <summary>The number of refits for a number of rows.</summary>
    internal int RefitsFor(int rows) => Refits ?? (rows > SmallTable ? FewRefits : Folds);
}
