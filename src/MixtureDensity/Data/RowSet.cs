namespace MixtureDensity;

/// <summary>Some rows of inputs and of the targets that belong to them.</summary>
/// <param name="X">The inputs of all rows.</param>
/// <param name="Y">Their targets.</param>
/// <param name="Rows">Which rows.</param>
internal sealed record RowSet<T>(IRowSource<T> X, IRowSource<T> Y, int[] Rows)
{
    /// <summary>The weight of each row of the sources; null if all count the same.</summary>
    public double[]? Weights { get; init; }

    /// <summary>The sum of the weights of the rows, which is their number if all count the same.</summary>
    public double Weight => WeightOf(Rows);

    /// <summary>The effective number of rows, <see cref="RowWeights.EffectiveRows"/>.</summary>
    public double EffectiveRows => Weights is null ? Rows.Length
        : RowWeights.EffectiveRows([.. Rows.Select(row => Weights[row])]);

    /// <summary>All rows.</summary>
    public RowSet(IRowSource<T> x, IRowSource<T> y)
        : this(x, y, [.. Enumerable.Range(0, x.Rows)])
    {
    }

    /// <summary>So many of the rows at most, evenly spaced.</summary>
    public int[] Evenly(int count) => Rows.Length <= count ? Rows
        : [.. Enumerable.Range(0, count).Select(i => Rows[(long)i * Rows.Length / count])];

    /// <summary>The sum of the weights of some rows of the sources.</summary>
    public double WeightOf(ReadOnlySpan<int> rows)
    {
        if (Weights is null)
            return rows.Length;
        double sum = 0;
        foreach (int row in rows)
            sum += Weights[row];
        return sum;
    }
}
