using DuckDB.NET.Data;

namespace MdnDemo.Tables;

/// <summary>Iterates over the rows of a table, each cell a text.</summary>
internal sealed class TableCursor : IDisposable
{
    private readonly TableFile _file;
    private readonly DuckDb _database;
    private readonly string _columns;
    private DuckDBDataReader? _reader;
    private int _part = -1;
    private long _index;
    private bool _isEnded;

    public TableCursor(TableFile file, DuckDb database, IReadOnlyList<int> columns)
    {
        (_file, _database) = (file, database);
        _columns = string.Join(", ", columns.Select(c => $"c{c}::varchar"));
    }

    /// <summary>The place of the current row.</summary>
    public RowPlace Place => new(_file.Parts[_part], _index - 1);

    /// <summary>A cell of the current row; null if it is empty.</summary>
    public string? this[int column] => _reader!.IsDBNull(column) ? null : _reader.GetString(column);

    /// <summary>Moves to the next row.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="UserException">The file cannot be read, or not all of its rows.</exception>
    public bool Read()
    {
        // After an error the reader is not used again.
        if (_isEnded)
            return false;
        try
        {
            while (_reader is null || !ReadNext())
            {
                if (_reader is not null)
                    CheckCount();
                _reader?.Dispose();
                _reader = null;
                if (++_part == _file.Parts.Count)
                {
                    _isEnded = true;
                    return false;
                }
                _index = 0;
                _reader = _database.Query($"select {_columns} from {_file.Parts[_part].Relation}");
            }
            return true;
        }
        catch (DuckDBException e)
        {
            _isEnded = true;
            throw new UserException($"{_file.Parts[_part].Name} cannot be read: {DuckDb.Reason(e)}.", e);
        }
    }

    public void Dispose() => _reader?.Dispose();

    private bool ReadNext()
    {
        if (!_reader!.Read())
            return false;
        _index++;
        if (_file.Parts[_part].Scan is not { } scan || _index <= scan.Wanted)
            return true;
        // Blank rows at the end, and what a database wrote below its table.
        while (_reader.Read())
            _index++;
        return false;
    }

    private void CheckCount()
    {
        TablePart part = _file.Parts[_part];
        if (part.Scan is { } scan && _index != scan.Rows)
        {
            _isEnded = true;
            throw new UserException(
                $"{part.Name} cannot be read: {scan.Rows} rows were counted and {_index} read; look at its quotes.");
        }
    }
}
