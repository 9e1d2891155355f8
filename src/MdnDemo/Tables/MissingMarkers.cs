namespace MdnDemo.Tables;

/// <summary>The texts that stand for a missing cell.</summary>
internal sealed class MissingMarkers
{
    /// <summary>
    /// The markers that programs write, in capitals or not: R, pandas, SQL, MySQL with its date 0, Excel with its
    /// errors, SAS, Weka, and C.
    /// </summary>
    public static readonly IReadOnlyList<string> Usual =
    [
        "", "NA", "N/A", "#N/A", "#NA", "#N/A N/A", "<NA>", "NaN", "-NaN", "NaT", "null", "(null)", "<null>", "\\N",
        "None", ".", "?", "1.#QNAN", "-1.#QNAN", "1.#IND", "-1.#IND", "#DIV/0!", "#VALUE!", "#REF!", "#NUM!", "#NAME?",
        "#NULL!", "0000-00-00", "0000-00-00 00:00:00",
    ];

    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _markers;

    private readonly int _longest;

    // -9999 is -9999.0 too, as other programs and Parquet write it.
    private readonly HashSet<double> _numbers = [];

    /// <param name="more">Markers beside the usual ones.</param>
    public MissingMarkers(params IEnumerable<string> more)
    {
        HashSet<string> all = new([.. Usual, .. more.Select(m => m.Trim())], StringComparer.OrdinalIgnoreCase);
        _longest = all.Max(m => m.Length);
        _markers = all.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (string marker in all)
        {
            if (NumberFormat.Invariant.TryParse(marker, out double number))
                _numbers.Add(number);
        }
    }

    /// <summary>Whether a cell, without spaces around it, is missing.</summary>
    public bool Contains(ReadOnlySpan<char> cell) => (cell.Length <= _longest && _markers.Contains(cell))
        || (_numbers.Count > 0 && NumberFormat.Invariant.TryParse(cell, out double number)
            && _numbers.Contains(number));
}
