namespace MixtureDensity;

/// <summary>The standardised targets of a table, z = (y − mean)/deviation, computed on demand.</summary>
/// <param name="schema">The columns.</param>
/// <param name="table">The rows.</param>
internal sealed class ScaledTargets(TableSchema schema, Table table) : IRowSource<float>
{
    private readonly double[][] _values = [.. schema.Targets.Select(t => table.Numbers(t.Name))];

    public int Rows => table.Rows;

    public int Columns => schema.Targets.Count;

    public void Fill(ReadOnlySpan<int> rows, Span<float> block, int width)
    {
        for (int d = 0; d < Columns; d++)
        {
            TargetScaling target = schema.Targets[d];
            Span<float> line = block.Slice(d * width, width);
            for (int n = 0; n < rows.Length; n++)
                line[n] = (float)((_values[d][rows[n]] - target.Origin - target.Mean) / target.Deviation);
            line[rows.Length..].Fill(line[rows.Length - 1]);
        }
    }
}
