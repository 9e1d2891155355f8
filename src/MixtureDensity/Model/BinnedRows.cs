namespace MixtureDensity;

/// <summary>Rows in compact form: the bin or category of each cell instead of its encoding.</summary>
/// <param name="schema">The columns.</param>
/// <param name="table">The rows.</param>
/// <param name="capacity">The maximum number of rows at a time.</param>
internal sealed class BinnedRows(TableSchema schema, Table table, int capacity)
{
    private readonly int[][] _categories =
        [.. schema.Inputs.Select(c => c is OneHotEncoding categorical ? categorical.PlacesIn(table) : [])];
    private readonly double[][] _numbers =
        [.. schema.Inputs.Select(c => c is NumericEncoding n ? n.NumbersIn(table) : [])];

    /// <summary>The index of a missing number, and of a text that has no category.</summary>
    public const int NoIndex = OneHotEncoding.NoPlace;

    /// <summary>The current number of rows.</summary>
    public int Count { get; private set; }

    /// <summary>The index of each cell's bin or category, or <see cref="NoIndex"/>, [columns, capacity].</summary>
    public int[] Indices { get; } = new int[schema.Inputs.Count * capacity];

    /// <summary>The position of each cell in its bin, from 0 to 1, [columns, capacity].</summary>
    public float[] Fractions { get; } = new float[schema.Inputs.Count * capacity];

    /// <summary>The standardised cells, [columns, capacity].</summary>
    public float[] Standardized { get; } = new float[schema.Inputs.Count * capacity];

    /// <summary>The maximum number of rows, which is the stride of the columns.</summary>
    public int Capacity => capacity;

    /// <summary>Loads rows of the table, at most <see cref="Capacity"/>.</summary>
    public void Load(int from, int count)
    {
        Count = count;
        for (int column = 0; column < schema.Inputs.Count; column++)
        {
            int at = column * capacity;
            if (schema.Inputs[column] is not NumericEncoding numeric)
            {
                _categories[column].AsSpan(from, count).CopyTo(Indices.AsSpan(at));
                continue;
            }
            foreach (double value in _numbers[column].AsSpan(from, count))
            {
                if (double.IsNaN(value))
                {
                    Indices[at++] = NoIndex;
                    continue;
                }
                Indices[at] = 0;
                Standardized[at] = (float)((value - numeric.Mean) / numeric.Deviation);
                if (numeric.Bins.Count > 0)
                {
                    int index = BinIndex(numeric.Bins, value);
                    PleBin bin = numeric.Bins[index];
                    Indices[at] = index;
                    Fractions[at] = (float)Math.Clamp((value - bin.From) / (bin.To - bin.From), 0, 1);
                }
                at++;
            }
        }
    }

    /// <summary>The last bin that starts at or below a value, by binary search; the first if there is none.</summary>
    private static int BinIndex(IReadOnlyList<PleBin> bins, double value)
    {
        int low = 0, high = bins.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (bins[middle].From <= value)
                low = middle;
            else
                high = middle - 1;
        }
        return low;
    }
}
