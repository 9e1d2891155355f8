using MixtureDensity;

namespace MdnDemo.Tables;

/// <summary>Gathers the cells of one column.</summary>
internal sealed class ColumnBuilder(ReadColumn column)
{
    /// <summary>The largest number that a table may hold: sums of squares stay finite.</summary>
    public const double MaxNumber = 1e100;

    private const string MissingWeight = "the weight is missing; fill it, or drop the row with --sql";

    private readonly List<double> _numbers = [];
    private readonly List<string?> _texts = [];

    // Equal texts share one string.
    private readonly Dictionary<string, string> _known = [];
    private string? _text;

    /// <summary>The column.</summary>
    public ReadColumn Column => column;

    /// <summary>Whether the current cell is missing.</summary>
    public bool IsMissing { get; private set; }

    /// <summary>The number in the current cell; NaN if there is none.</summary>
    public double Number { get; private set; }

    /// <summary>The number of missing cells.</summary>
    public long Missing { get; private set; }

    private bool HoldsTexts => column.Format.Kind == ColumnKind.Texts;

    /// <summary>Removes the cells, and keeps the known texts.</summary>
    public void Clear()
    {
        _numbers.Clear();
        _texts.Clear();
    }

    /// <summary>Reads a cell.</summary>
    /// <returns>An error message, or null.</returns>
    public string? Take(ReadOnlySpan<char> cell, bool isMissing, string? text)
    {
        (IsMissing, Number, _text) = (isMissing, double.NaN, null);
        Missing += isMissing ? 1 : 0;
        if (isMissing)
            return column.Role == ColumnRole.Weight ? MissingWeight : null;
        if (HoldsTexts)
        {
            string own = cell.Length == text!.Length ? text : cell.ToString();
            if (!_known.TryGetValue(own, out _text))
                _known[own] = _text = own;
            return null;
        }
        bool isNumber = column.Format.TryParse(cell, out double number);
        if (isNumber && Math.Abs(number) <= MaxNumber)
        {
            Number = number;
            return column.Role == ColumnRole.Weight && number < 0
                ? $"{TableProfile.Shown(cell)} is negative; a weight is at least 0" : null;
        }
        // For a target that is the same as a missing cell.
        IsMissing = true;
        string shown = TableProfile.Shown(cell);
        string what = !isNumber ? column.Format.Misfit
            : double.IsFinite(number) ? "beyond ±1E+100; remove the row, scale the column down"
            : "not a finite number; remove the row";
        return $"{shown} is {what}, or {TableProfile.AsMissing(cell)}";
    }

    /// <summary>Adds the current cell; for a row that no model can use, a placeholder.</summary>
    public void End(bool isUsable)
    {
        if (HoldsTexts)
            _texts.Add(isUsable ? _text : null);
        else
            _numbers.Add(isUsable || column.IsTarget ? Number : double.NaN);
    }

    /// <summary>The cells that were added.</summary>
    public TableColumn Build() => HoldsTexts ? new TextColumn(column.Name, [.. _texts])
        : new NumericColumn(column.Name, [.. _numbers])
        {
            IsTime = column.Format is { Kind: ColumnKind.Times, Times.IsDuration: false },
            Format = column.Format.Name,
        };
}
