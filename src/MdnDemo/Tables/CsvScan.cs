using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace MdnDemo.Tables;

/// <summary>
/// The rows of a text, counted before it is read, because a reader that guesses may lose rows silently.
/// </summary>
internal sealed class CsvScan
{
    private const int ChunkLength = 1 << 18;

    private readonly byte _delimiter;
    private readonly int _lines;
    private readonly int _columns;
    private readonly int _usual;

    // Whether the last column has no name, as where a delimiter ends each row and perhaps not the header.
    private readonly bool _isNamelessLast;

    // For each blank line, the number of rows before it.
    private readonly List<long> _blanks = [];

    private long _record;
    private int _fields = 1;
    private bool _isQuoted;
    private bool _wasQuoted;
    private bool _isFieldStart = true;
    private bool _hasContent;
    private bool _hasText;
    private long _lineLength;
    private long _lastBlank = -1;
    private long? _footer;
    private bool _wasReturn;

    private CsvScan(CsvDialect dialect)
    {
        _delimiter = (byte)dialect.Delimiter;
        _lines = dialect.Lines;
        _columns = dialect.Header.Count;
        _usual = dialect.Usual();
        _isNamelessLast = dialect.Header is [.., ""];
    }

    /// <summary>The number of rows of a reader that skips blank lines.</summary>
    public long Rows { get; private set; }

    /// <summary>The number of rows without the blank ones, and a footer, at the end.</summary>
    public long Wanted { get; private set; }

    /// <summary>Whether some rows have a single field although there are several columns; the reader pads them.
    /// </summary>
    public bool HasShort { get; private set; }

    /// <summary>Whether the last row is the footer of a database.</summary>
    public bool HasFooter => _footer is not null;

    /// <summary>The number of blank lines between and below the rows.</summary>
    public int Blanks => _blanks.Count;

    /// <summary>The length of the longest row in bytes.</summary>
    public long Longest { get; private set; }

    /// <summary>Whether the text is UTF-8; nothing else is counted if it is not.</summary>
    public bool IsUtf8 { get; private set; } = true;

    /// <summary>An error message with the row as a spreadsheet counts; null if every row fits.</summary>
    public (long Row, string Message)? Mistake { get; private set; }

    /// <summary>Scans a text.</summary>
    public static CsvScan Read(Stream text, CsvDialect dialect)
    {
        var scan = new CsvScan(dialect);
        byte[] chunk = new byte[ChunkLength];
        int kept = 0, read;
        while ((read = text.ReadAtLeast(chunk.AsSpan(kept), 1, throwOnEndOfStream: false)) > 0)
        {
            int length = kept + read, whole = WholeLetters(chunk.AsSpan(0, length));
            if (!Utf8.IsValid(chunk.AsSpan(0, whole)) || chunk.AsSpan(0, whole).Contains((byte)0))
            {
                scan.IsUtf8 = false;
                return scan;
            }
            scan.Add(chunk.AsSpan(0, whole));
            chunk.AsSpan(whole..length).CopyTo(chunk);
            kept = length - whole;
        }
        scan.IsUtf8 = kept == 0;
        scan.End();
        return scan;
    }

    /// <summary>The row of the file, as a spreadsheet counts from 1, of a row of the table, from 0.</summary>
    public long RowOf(long index) => _lines + 1 + index + _blanks.Count(rowsBefore => rowsBefore <= index);

    // A letter of several bytes may lie on the border of two chunks.
    private static int WholeLetters(ReadOnlySpan<byte> bytes) =>
        Rune.DecodeLastFromUtf8(bytes, out _, out int length) == OperationStatus.NeedMoreData
            ? bytes.Length - length : bytes.Length;

    private void Add(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
            bytes = bytes[(_isQuoted ? TakeQuoted(bytes) : TakeUnquoted(bytes))..];
    }

    /// <summary>Takes the rest of a quoted field, up to its quote.</summary>
    /// <returns>The number of bytes.</returns>
    private int TakeQuoted(ReadOnlySpan<byte> bytes)
    {
        int quote = bytes.IndexOf((byte)'"'), length = quote < 0 ? bytes.Length : quote + 1;
        _hasContent |= quote != 0;
        (_isQuoted, _wasQuoted) = (quote < 0, quote >= 0);
        _lineLength += length;
        return length;
    }

    /// <summary>Takes a delimiter, the end of a line, a quote or a space beside one, or text.</summary>
    /// <returns>The number of bytes.</returns>
    private int TakeUnquoted(ReadOnlySpan<byte> bytes)
    {
        byte b = bytes[0];
        if (b == _delimiter)
        {
            _fields++;
            (_isFieldStart, _wasQuoted, _hasText) = (true, false, true);
        }
        else if (b is (byte)'\n' or (byte)'\r')
        {
            EndLine(b);
            _lineLength = -1;
        }
        else if (_wasQuoted && b == '"')
        {
            // Two of them are one inside of quotes.
            (_isQuoted, _wasQuoted, _hasContent) = (true, false, true);
        }
        else if (b == ' ' && (_isFieldStart || _wasQuoted))
        {
            _hasText = true;
        }
        else if (_wasQuoted)
        {
            Fault("a quote is not closed, or stands inside a field");
            _wasQuoted = false;
        }
        else if (b == '"' && _isFieldStart)
        {
            (_isQuoted, _isFieldStart, _hasText) = (true, false, true);
        }
        else
        {
            return TakeText(bytes);
        }
        _lineLength++;
        if (b != '\r')
            _wasReturn = false;
        return 1;
    }

    private int TakeText(ReadOnlySpan<byte> bytes)
    {
        int end = bytes.IndexOfAny(_delimiter, (byte)'\n', (byte)'\r'), length = end < 0 ? bytes.Length : end;
        (_isFieldStart, _hasText, _wasReturn) = (false, true, false);
        _hasContent |= bytes[..length].ContainsAnyExcept((byte)' ', (byte)'\t');
        _lineLength += length;
        return length;
    }

    private void EndLine(byte end)
    {
        // The second of two bytes that end one line.
        if (end == '\n' && _wasReturn)
        {
            _wasReturn = false;
            return;
        }
        _wasReturn = end == '\r';
        EndRecord();
    }

    private void EndRecord()
    {
        _record++;
        Longest = Math.Max(Longest, _lineLength);
        if (_record > _lines)
            AddRow();
        (_fields, _hasContent, _hasText, _wasQuoted, _isFieldStart) = (1, false, false, false, true);
    }

    private void AddRow()
    {
        if (!_hasText && _columns > 1)
        {
            _blanks.Add(Rows);
            _lastBlank = _record;
            return;
        }
        if (_footer is { } above)
            Fault(above, fields: 1);
        bool isEmpty = _fields == 1 && !_hasContent, isFooter = false;
        if (_fields != _columns && !isEmpty)
        {
            isFooter = _fields == 1 && _lastBlank == _record - 1;
            if (isFooter)
                _footer = _record;
            else
                Fault(_record, _fields);
        }
        HasShort |= _fields < _columns;
        Rows++;
        if (!isFooter && !isEmpty)
            Wanted = Rows;
    }

    private void End()
    {
        if (_isQuoted)
            Fault("a quote is not closed, or stands inside a field");
        if (_hasText || _fields > 1)
            EndRecord();
    }

    private void Fault(long record, int fields)
    {
        string remedy = fields != _usual ? "fix the row"
            : _usual == _columns + 1
                ? "the header is one name shorter than the rows: name the column without one, or take it out"
            : $"so have most rows: fix the header, or take the lines above it out if it is not row {_lines}";
        string others = _isNamelessLast && _usual == _columns ? "most rows have" : "the header has";
        Mistake ??= (record, $"it has {Count.Format(fields, "field")}, and {others} {_columns}; {remedy}");
    }

    private void Fault(string message)
    {
        if (_record >= _lines || _isQuoted)
            Mistake ??= (_record + 1, $"{message}; fix the row");
    }
}
