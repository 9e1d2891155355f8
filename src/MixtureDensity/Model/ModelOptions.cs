namespace MixtureDensity;

/// <summary>What a model of a table is made of; the defaults need no tuning.</summary>
public sealed record ModelOptions
{
    // With more rows a network leaves less for its neighbours to average out, and takes longer.
    private const int RowsForOneRound = 5000;

    /// <summary>The kinds of networks to choose from: the model is made of the one that predicts held-out rows best.</summary>
    /// <remarks>
    /// By default a wide and shallow network on ramps, which learns tables of many columns almost as additive models do, and a
    /// deeper one on the standardised columns, which learns smooth curves of a few.
    /// </remarks>
    public IReadOnlyList<NetworkRecipe> Recipes { get; init; } = [new([256], Bins: 32), new([128, 128, 128])];

    /// <summary>The mixture components of each network. Networks with a single Gaussian are tried besides.</summary>
    public int Components { get; init; } = 8;

    /// <summary>
    /// How many parts the rows are divided into. Each network is fitted to all of them but one, a different one for each, on
    /// which its training is stopped and scored: 5 hold out 20 % each.
    /// </summary>
    public int Folds { get; init; } = 5;

    /// <summary>
    /// How many rounds of <see cref="Folds"/> networks the model averages. Those of the first round have rows held out; those of
    /// further rounds learn from all rows, for as long as those of the first were best. 0 chooses 2, and 1 for more than 5,000 rows.
    /// </summary>
    public int Rounds { get; init; }

    /// <summary>What decides the folds, the first weights and the batches.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>
    /// Whether no component is narrower than half the spacing of the grid that a target's values lie on. Without that, the
    /// density of rounded values can be made as high as one likes by spikes on them.
    /// </summary>
    public bool FloorAtGrid { get; init; } = true;

    /// <summary>How each network is fitted.</summary>
    public FitOptions Fit { get; init; } = new();

    /// <summary>The rounds for a table of so many rows.</summary>
    internal int RoundsFor(int rows) => Rounds > 0 ? Rounds : rows > RowsForOneRound ? 1 : 2;
}
