namespace MdnDemo.Tables;

/// <summary>The units of measure beside the numbers of a column.</summary>
internal sealed class ColumnUnits
{
    // More are words beside numbers.
    private const int MaxUnits = 3;

    // The number of cells with each unit, an empty one where a number has none.
    private readonly Dictionary<string, long> _cells = new(StringComparer.Ordinal);
    private readonly long[] _numbers = new long[NumberFormat.All.Count];

    /// <summary>The first unit, or null.</summary>
    public string? First { get; private set; }

    /// <summary>The number of cells with the first unit.</summary>
    public long CountOfFirst => First is null ? 0 : _cells[First];

    /// <summary>The units, an empty one where a number has none; none where there are too many.</summary>
    public IReadOnlyCollection<string> All => _cells.Count <= MaxUnits ? _cells.Keys : [];

    /// <summary>The number of cells with any of them.</summary>
    public long Count => _cells.Values.Sum();

    /// <summary>The first cell that is no number in the first unit.</summary>
    public (RowPlace Place, string Cell)? Misfit { get; private set; }

    /// <summary>The number of cells that are numbers of a format, the first unit aside.</summary>
    /// <param name="format">The place of the format in <see cref="NumberFormat.All"/>.</param>
    public long CountOf(int format) => _numbers[format];

    /// <summary>Adds a cell.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="isPlain">Whether it is a number without a unit.</param>
    /// <param name="place">Where it is.</param>
    public void Add(ReadOnlySpan<char> cell, bool isPlain, RowPlace place)
    {
        if (isPlain)
            Add("");
        else if (UnitOfMeasure.TrySplit(cell, out ReadOnlySpan<char> number, out ReadOnlySpan<char> unit)
            && FormatsOf(number) is > 0 and int formats)
        {
            First ??= unit.ToString();
            Add(unit);
            if (unit.SequenceEqual(First))
            {
                for (int i = 0; i < _numbers.Length; i++)
                    _numbers[i] += (formats >> i) & 1;
                return;
            }
        }
        Misfit ??= (place, cell.ToString());
    }

    private void Add(ReadOnlySpan<char> unit)
    {
        var cells = _cells.GetAlternateLookup<ReadOnlySpan<char>>();
        if (cells.TryGetValue(unit, out long count) || _cells.Count <= MaxUnits)
            cells[unit] = count + 1;
    }

    // A bit for each.
    private static int FormatsOf(ReadOnlySpan<char> number)
    {
        int formats = 0;
        for (int i = 0; i < NumberFormat.All.Count; i++)
            formats |= NumberFormat.All[i].TryParse(number, out _) ? 1 << i : 0;
        return formats;
    }
}
