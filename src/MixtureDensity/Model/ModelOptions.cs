using System.ComponentModel.DataAnnotations;

namespace MixtureDensity;

/// <summary>What a model of a table is made of; the defaults need no tuning.</summary>
public sealed record ModelOptions
{
    // With more rows a network leaves less for others to average out, and takes longer.
    private const int RowsWithoutRefits = 5000;

    /// <summary>The architectures to choose from: the model gets the one with the best cross-validated score.</summary>
    /// <remarks>
    /// By default a wide and shallow network on a piecewise-linear encoding, which learns tables of many columns almost
    /// as additive
    /// models do, and a deeper one on the standardised columns, which learns smooth curves of a few.
    /// </remarks>
    public IReadOnlyList<Architecture> Architectures { get; init; } = [new([256], Bins: 32), new([128, 128, 128])];

    /// <summary>The mixture components of each network. Networks with a single Gaussian are tried too.</summary>
    [Range(1, 1000)]
    public int Components { get; init; } = 8;

    /// <summary>
    /// The folds of the cross-validation: each fold network is trained without one fold, on which it is stopped and
    /// scored.
    /// </summary>
    [Range(2, 50)]
    public int Folds { get; init; } = 5;

    /// <summary>
    /// A column whose equal values stay in one fold, such as patients or shops; null keeps only equal rows together.
    /// </summary>
    public string? GroupColumn { get; init; }

    /// <summary>
    /// A column in whose order the rows came about: each network is stopped and scored on rows that are later than
    /// those it was
    /// trained on. Null splits at random.
    /// </summary>
    public string? TimeColumn { get; init; }

    /// <summary>
    /// How many networks to train on all rows after the cross-validation, for as long as the fold networks were best;
    /// the model
    /// averages them with the fold networks. Null chooses as many as folds, and none for more than 5,000 rows.
    /// </summary>
    [Range(0, 900)]
    public int? Refits { get; init; }

    /// <summary>The random seed of the folds, the initial weights and the batches.</summary>
    [Range(0, int.MaxValue)]
    public int Seed { get; init; } = 1;

    /// <summary>
    /// Whether no component is narrower than half of what a target is rounded to. Otherwise the density of rounded
    /// values can be made
    /// as high as one likes by spikes on them.
    /// </summary>
    public bool FloorAtGrid { get; init; } = true;

    /// <summary>How each network is trained.</summary>
    public TrainingOptions Training { get; init; } = new();

    /// <summary>The refits for a table of so many rows.</summary>
    internal int RefitsFor(int rows) => Refits ?? (rows > RowsWithoutRefits ? 0 : Folds);
}
