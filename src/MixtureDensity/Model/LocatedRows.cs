namespace MixtureDensity;

/// <summary>
/// Where the cells of some rows lie among the bins of their columns: all that the encoding of a row says, in a few
/// numbers a column.
/// </summary>
/// <param name="schema">The columns.</param>
/// <param name="table">The rows.</param>
/// <param name="capacity">How many rows at once.</param>
internal sealed class LocatedRows(TableSchema schema, Table table, int capacity)
{
    private readonly int[][] _places =
        [.. schema.Inputs.Select(c => c is OneHotEncoding categorical ? categorical.PlacesIn(table) : [])];
    private readonly double[][] _numbers =
        [.. schema.Inputs.Select(c => c is NumericEncoding n ? n.NumbersIn(table) : [])];

    /// <summary>The step of a missing number, and of a text that has no place.</summary>
    public const int NoStep = OneHotEncoding.NoPlace;

    /// <summary>The rows that were located last.</summary>
    public int Count { get; private set; }

    /// <summary>For each column and row the bin that the cell lies on, or its category, or
    /// <see cref="NoStep"/>, [columns, capacity].</summary>
    public int[] Steps { get; } = new int[schema.Inputs.Count * capacity];

    /// <summary>How far it lies up that bin, between 0 and 1, [columns, capacity].</summary>
    public float[] Heights { get; } = new float[schema.Inputs.Count * capacity];

    /// <summary>The standardised cell, [columns, capacity].</summary>
    public float[] Standardized { get; } = new float[schema.Inputs.Count * capacity];

    /// <summary>How many rows there is room for, the distance between two columns.</summary>
    public int Capacity => capacity;

    /// <summary>Locates rows, at most <see cref="Capacity"/>.</summary>
    public void Locate(int from, int count)
    {
        Count = count;
        for (int column = 0; column < schema.Inputs.Count; column++)
        {
            int at = column * capacity;
            if (schema.Inputs[column] is not NumericEncoding numeric)
            {
                _places[column].AsSpan(from, count).CopyTo(Steps.AsSpan(at));
                continue;
            }
            foreach (double value in _numbers[column].AsSpan(from, count))
            {
                if (double.IsNaN(value))
                {
                    Steps[at++] = NoStep;
                    continue;
                }
                Steps[at] = 0;
                Standardized[at] = (float)((value - numeric.Mean) / numeric.Deviation);
                if (numeric.Bins.Count > 0)
                {
                    int step = StepOf(numeric.Bins, value);
                    PleBin bin = numeric.Bins[step];
                    (Steps[at], Heights[at]) =
                        (step, (float)Math.Clamp((value - bin.From) / (bin.To - bin.From), 0, 1));
                }
                at++;
            }
        }
    }

    /// <summary>The last bin that begins at a value or before it; the first where none does.</summary>
    private static int StepOf(IReadOnlyList<PleBin> bins, double value)
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
