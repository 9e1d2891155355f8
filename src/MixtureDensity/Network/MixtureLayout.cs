namespace MixtureDensity;

/// <summary>
/// What the heads of a network give a row: K logits, K·D means, and one block of scales a component, or one for all
/// where they
/// are tied; in a block logarithms of scales, and then the entries of L below the diagonal, row by row.
/// </summary>
/// <param name="Components">K.</param>
/// <param name="Targets">D.</param>
/// <param name="Blocks">How many blocks of scales there are.</param>
/// <param name="Logs">The logarithms in a block.</param>
/// <param name="OffDiagonals">The entries below the diagonal in a block.</param>
internal readonly record struct MixtureLayout(int Components, int Targets, int Blocks, int Logs, int OffDiagonals)
{
    /// <summary>The numbers in a block of scales.</summary>
    public int Entries => Logs + OffDiagonals;

    /// <summary>Whether all components have one block.</summary>
    public bool IsTied => Blocks == 1 && Components > 1;

    /// <summary>All numbers a row.</summary>
    public long Outputs => Components + (long)Components * Targets + (long)Blocks * Entries;

    /// <summary>The place of a component's mean in a dimension among the outputs.</summary>
    public int Mean(int component, int dimension) => Components + component * Targets + dimension;

    /// <summary>The place of the logarithm of a component's scale in a dimension.</summary>
    public int Log(int component, int dimension) => Block(component) + (Logs == 1 ? 0 : dimension);

    /// <summary>The place of an entry of a component's L below its diagonal; for layouts that have such.</summary>
    public int Below(int component, int row, int column) => Block(component) + Logs + row * (row - 1) / 2 + column;

    /// <exception cref="ArgumentOutOfRangeException">There is no such covariance.</exception>
    public static MixtureLayout From(int components, int targets, Covariance covariance) => covariance switch
    {
        Covariance.Diagonal => new(components, targets, components, targets, 0),
        Covariance.Spherical => new(components, targets, components, 1, 0),
        Covariance.Full => new(components, targets, components, targets, targets * (targets - 1) / 2),
        Covariance.Tied => new(components, targets, 1, targets, targets * (targets - 1) / 2),
        _ => throw new ArgumentOutOfRangeException(nameof(covariance), covariance, "There is no such covariance."),
    };

    private int Block(int component) => Components * (1 + Targets) + (IsTied ? 0 : component * Entries);
}
