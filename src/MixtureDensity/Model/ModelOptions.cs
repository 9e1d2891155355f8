namespace MixtureDensity;

/// <summary>What a model of a table is made of; the defaults need no tuning.</summary>
public sealed record ModelOptions
{
    /// <summary>The widths of a network's hidden layers.</summary>
    public IReadOnlyList<int> Hidden { get; init; } = [64, 64];

    /// <summary>The mixture components of each network.</summary>
    public int Components { get; init; } = 5;

    /// <summary>
    /// How many networks the model averages. Each is fitted to all rows but one part in so many, a different part for each,
    /// on which its training is stopped and scored: 5 hold out 20 % each.
    /// </summary>
    public int Folds { get; init; } = 5;

    /// <summary>What decides the folds, the first weights and the batches.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>
    /// Whether no component is narrower than half the spacing of the grid that a target's values lie on. Without that, the
    /// density of rounded values can be made as high as one likes by spikes on them.
    /// </summary>
    public bool FloorAtGrid { get; init; } = true;

    /// <summary>How each network is fitted.</summary>
    public FitOptions Fit { get; init; } = new();
}
