namespace MdnDemo.Tables;

/// <summary>Rows with their predictions.</summary>
/// <param name="Lines">The rows as text.</param>
/// <param name="Rows">The rows as they were read.</param>
/// <param name="Far">The rows whose inputs are too far from the training rows.</param>
internal sealed record PredictedRows(CsvLines Lines, TableRows Rows, IReadOnlyList<int> Far) : IDisposable
{
    /// <summary>The number of rows without a prediction.</summary>
    public int Empty => Rows.Unusable.Count + Far.Count(row => !Rows.Unusable.ContainsKey(row));

    /// <summary>The first row without a prediction and the reason, as the end of a sentence; null if there is none.
    /// </summary>
    public string? FirstReason
    {
        get
        {
            if (Empty == 0)
                return null;
            int row = Rows.Unusable.Keys.Concat(Far).Min();
            return Rows.Unusable.TryGetValue(row, out string? reason) ? $"{Rows.Places[row]}{reason}"
                : $"{Rows.Places[row]}: the inputs are too far from those of the training rows";
        }
    }

    public void Dispose() => Lines.Dispose();
}
