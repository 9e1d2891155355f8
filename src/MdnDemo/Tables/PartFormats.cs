namespace MdnDemo.Tables;

/// <summary>
/// The formats of all cells of a column, file by file: different programs may have written the files of one table.
/// </summary>
internal sealed class PartFormats
{
    private TablePart? _part;
    private int _fits;

    private (TablePart Part, int Fits)? _before;
    private (TablePart Part, int Fits)? _other;

    /// <summary>Adds a cell.</summary>
    /// <param name="part">Its file.</param>
    /// <param name="fits">The formats that it fits, one bit each.</param>
    public void Add(TablePart part, int fits)
    {
        if (!ReferenceEquals(part, _part))
        {
            End();
            (_part, _fits) = (part, fits);
        }
        _fits &= fits;
    }

    /// <summary>
    /// Two files, all cells of which have a format, or in one of them none has, but no format in common; null where
    /// there are no such files.
    /// </summary>
    public ((TablePart Part, int Fits) First, (TablePart Part, int Fits) Second)? Clash
    {
        get
        {
            End();
            return _other is { } other ? (_before!.Value, other) : null;
        }
    }

    private void End()
    {
        if (_part is null || _other is not null)
            return;
        if (_before is not { } before)
            _before = (_part, _fits);
        else if ((before.Fits & _fits) != 0)
            _before = (before.Part, before.Fits & _fits);
        else if ((before.Fits | _fits) != 0)
            _other = (_part, _fits);
        _part = null;
    }
}
