namespace MixtureDensity;

/// <summary>
/// The order of a network's outputs: K logits, K·D means, and one block of scales per component (one for all if tied).
/// A block holds log scales, then the entries of L below the diagonal, row by row.
/// </summary>
/// <param name="Components">K.</param>
/// <param name="Targets">D.</param>
/// <param name="Blocks">The number of blocks of scales.</param>
/// <param name="Logs">The number of log scales in a block.</param>
/// <param name="OffDiagonals">The number of entries below the diagonal in a block.</param>
public readonly record struct MixtureLayout(int Components, int Targets, int Blocks, int Logs, int OffDiagonals)
{
    /// <summary>The number of entries in a block of scales.</summary>
    public int Entries => Logs + OffDiagonals;

    /// <summary>Whether all components share one block.</summary>
    internal bool IsTied => Blocks == 1 && Components > 1;

    /// <summary>The number of outputs per row.</summary>
    public long Outputs => Components + (long)Components * Targets + (long)Blocks * Entries;

    /// <summary>The index of the first output that is part of a scale.</summary>
    public int FirstScale => Components * (1 + Targets);

    /// <summary>Whether an output that is part of a scale is the logarithm of an entry of its diagonal.</summary>
    internal bool IsLog(int output) => (output - FirstScale) % Entries < Logs;

    /// <summary>The index of the output that is a component's mean in a dimension.</summary>
    internal int Mean(int component, int dimension) => Components + component * Targets + dimension;

    /// <summary>The index of a component's log scale in a dimension.</summary>
    internal int Log(int component, int dimension) => Block(component) + (Logs == 1 ? 0 : dimension);

    /// <summary>The index of an entry of a component's L below the diagonal, in a layout with such entries.</summary>
    internal int Below(int component, int row, int column) => Block(component) + Logs + row * (row - 1) / 2 + column;

    /// <summary>The layout of a network's outputs.</summary>
    /// <param name="components">K.</param>
    /// <param name="targets">D.</param>
    /// <param name="covariance">The form of the components' covariances.</param>
    /// <exception cref="ArgumentOutOfRangeException">The covariance is unknown.</exception>
    /// <exception cref="OverflowException">There are too many targets for a covariance.</exception>
    public static MixtureLayout From(int components, int targets, Covariance covariance) => covariance switch
    {
        Covariance.Diagonal => new(components, targets, components, targets, 0),
        Covariance.Spherical => new(components, targets, components, 1, 0),
        Covariance.Full => new(components, targets, components, targets, checked(targets * (targets - 1)) / 2),
        Covariance.Tied => new(components, targets, 1, targets, checked(targets * (targets - 1)) / 2),
        _ => throw new ArgumentOutOfRangeException(nameof(covariance), covariance, "Unknown covariance."),
    };

    private int Block(int component) => FirstScale + (IsTied ? 0 : component * Entries);
}
