using System.Text;
using MdnDemo.Files;
using MixtureDensity;
using Sylvan.Data.Csv;

namespace MdnDemo.Tables;

/// <summary>
/// A CSV file with a header, read a record at a time: comma, semicolon or tab, quotes, UTF-8 with or without its mark.
/// </summary>
internal sealed class CsvFile : IDisposable
{
    private const int PeekLength = 1 << 12;
    private const int MaxRecord = 1 << 24;

    private readonly CsvDataReader _reader;

    private CsvFile(string name, CsvDataReader reader, char delimiter, string[] header)
    {
        Name = name;
        _reader = reader;
        Delimiter = delimiter;
        Header = header;
    }

    /// <summary>The file, for messages.</summary>
    public string Name { get; }

    /// <summary>What separates its fields.</summary>
    public char Delimiter { get; }

    /// <summary>The names of its columns.</summary>
    public IReadOnlyList<string> Header { get; }

    /// <summary>The header as it stands in the file.</summary>
    public string HeaderText { get; private init; } = "";

    /// <summary>The row of the present record as a spreadsheet counts: the header is 1.</summary>
    public int Row { get; private set; } = 1;

    /// <summary>The present record as it stands in the file, without its line end.</summary>
    public ReadOnlySpan<char> Text => WithoutLineEnd(_reader.GetRawRecordSpan());

    /// <summary>A field of the present record.</summary>
    public ReadOnlySpan<char> this[int column] => _reader.GetFieldSpan(column);

    /// <summary>Opens a file and reads its header.</summary>
    /// <param name="path">The path; - is standard input.</param>
    /// <exception cref="UserException">It cannot be read, is no text, is empty or begins with a blank row, or a column
    /// has no name or the name of another.</exception>
    public static CsvFile Open(string path)
    {
        string name = path == OutputFile.Standard ? "standard input" : path;
        if (Directory.Exists(path))
            throw new UserException($"{name} is a folder; name a CSV file.");
        return Guard(name, row: 1, () =>
        {
            Stream stream = path == OutputFile.Standard ? Console.OpenStandardInput() : File.OpenRead(path);
            var text = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: true),
                detectEncodingFromByteOrderMarks: true, 1 << 16);
            string start = Peek(text, out TextReader all);
            string first = start.Split('\r', '\n')[0];
            if (first.Contains('\0'))
                throw new UserException($"{name} is a binary file; expected a CSV file in UTF-8.");
            if (start.Trim().Length == 0 && start.Length < PeekLength)
                throw new UserException($"{name} is empty; expected a header and rows.");
            if (first.Trim().Length == 0)
                throw new UserException($"{name}, row 1: it is blank; begin with the header.");
            char delimiter = DelimiterOf(first);
            CsvDataReader reader = CsvDataReader.Create(all, new CsvDataReaderOptions
            {
                // The header is read as a record like any other, so that its mistakes can be told.
                HasHeaders = false,
                Delimiter = delimiter,
                Comment = '\uFFFF',
                MaxBufferSize = MaxRecord,
            });
            reader.Read();
            string[] header = [.. Enumerable.Range(0, reader.RowFieldCount).Select(i => reader.GetString(i).Trim())];
            string headerText = WithoutLineEnd(reader.GetRawRecordSpan()).ToString();
            RequireNames(name, header);
            return new CsvFile(name, reader, delimiter, header) { HeaderText = headerText };
        });
    }

    /// <summary>Goes on to the next record.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="UserException">The record has more or fewer fields than the header, or is no text.</exception>
    public bool Read()
    {
        if (!Guard(Name, Row + 1, _reader.Read))
            return false;
        Row++;
        if (_reader.RowFieldCount != Header.Count)
            throw new UserException(
                $"{Name}, row {Row}: it has {Count.Format(_reader.RowFieldCount, "field")}, and the header has "
                    + $"{Header.Count}; fix the row.");
        return true;
    }

    /// <summary>The place of a column.</summary>
    /// <exception cref="UserException">There is no such column; the message names the nearest.</exception>
    public int ColumnOf(string column)
    {
        int place = IndexOf(column);
        return place >= 0 ? place
            : throw new UserException($"{Name} has no column '{column}'; {NearestNames.Hint(column, Header)}.");
    }

    /// <summary>The place of a column, or -1.</summary>
    public int IndexOf(string column) => Header.ToList().IndexOf(column);

    /// <summary>A mistake in a field of the present record.</summary>
    public UserException Mistake(int column, string message) =>
        new($"{Name}, row {Row}, column '{Header[column]}': {message}.");

    /// <summary>A row that a model can make nothing of.</summary>
    public UserException Mistake(TableRows rows, RowException e) =>
        new($"{Name}, row {rows.FileRows[e.Row]}: {char.ToLowerInvariant(e.Message[0])}{e.Message[1..]}", e);

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();

    private static ReadOnlySpan<char> WithoutLineEnd(ReadOnlySpan<char> record) => record.TrimEnd("\r\n");

    private static void RequireNames(string name, string[] header)
    {
        for (int i = 0; i < header.Length; i++)
        {
            if (header[i].Length == 0)
                throw new UserException($"{name}, row 1: column {i + 1} has no name; give it one.");
            int first = Array.IndexOf(header, header[i]);
            if (first < i)
                throw new UserException(
                    $"{name}, row 1: columns {first + 1} and {i + 1} are both named '{header[i]}'; rename one.");
        }
    }

    /// <summary>How the text begins, and a reader that still has that before it.</summary>
    private static string Peek(StreamReader text, out TextReader all)
    {
        char[] buffer = new char[PeekLength];
        int length = text.ReadBlock(buffer);
        string start = new(buffer, 0, length);
        all = new PrefixedReader(start, text);
        return start;
    }

    private static char DelimiterOf(string line) =>
        new[] { ',', ';', '\t' }.MaxBy(candidate => CountOutsideQuotes(line, candidate));

    private static int CountOutsideQuotes(string line, char candidate)
    {
        int count = 0;
        bool isQuoted = false;
        foreach (char c in line)
        {
            isQuoted ^= c == '"';
            count += c == candidate && !isQuoted ? 1 : 0;
        }
        return count;
    }

    private static T Guard<T>(string name, int row, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is DecoderFallbackException)
        {
            // Bytes are decoded some thousand rows ahead.
            throw new UserException(
                $"{name}, row {row} or below: it is not text in UTF-8, but binary or in another encoding; save it as "
                    + $"UTF-8.", e);
        }
        catch (Exception e) when (e is CsvFormatException or CsvRecordTooLargeException)
        {
            throw new UserException(
                $"{name}, row {row}: a quote is not closed, or stands inside a field; fix the row.", e);
        }
        catch (Exception e) when (FileErrors.IsFileError(e))
        {
            throw new UserException($"{name} cannot be read: {FileErrors.Reason(e)}.", e);
        }
    }
}
