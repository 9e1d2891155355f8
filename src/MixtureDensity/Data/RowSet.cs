namespace MixtureDensity;

/// <summary>Some rows of inputs and of the targets that belong to them.</summary>
/// <param name="X">The inputs of all rows.</param>
/// <param name="Y">Their targets.</param>
/// <param name="Rows">Which rows.</param>
internal sealed record RowSet<T>(IRowSource<T> X, IRowSource<T> Y, int[] Rows)
{
    /// <summary>All rows.</summary>
    public RowSet(IRowSource<T> x, IRowSource<T> y)
        : this(x, y, [.. Enumerable.Range(0, x.Rows)])
    {
    }
}
