using System.Text;

namespace MdnDemo.Tables;

/// <summary>The format of a CSV text: its delimiter, the lines before the header, and the header.</summary>
/// <param name="Delimiter">The delimiter of fields.</param>
/// <param name="Lines">The number of lines before the first row, including the header.</param>
/// <param name="Header">The names of the columns, some of them perhaps empty.</param>
/// <param name="PassedOver">The number of non-blank lines before the header that are not part of the table.</param>
/// <param name="Below">The first records below the header.</param>
internal sealed record CsvDialect(char Delimiter, int Lines, IReadOnlyList<string> Header, int PassedOver,
    IReadOnlyList<string[]> Below)
{
    /// <summary>The candidates, the likeliest first.</summary>
    private const string Delimiters = ",;\t|";
    private const int MaxRecords = 200;

    // Below a header nearly all records are rows.
    private const double MostRows = 0.9;

    private static readonly MissingMarkers Markers = new();

    /// <summary>Stands for columns that are separated by one or more spaces.</summary>
    public const char Spaces = ' ';

    /// <summary>Detects the format from the beginning of a text.</summary>
    /// <param name="name">The file, for messages.</param>
    /// <param name="start">The beginning.</param>
    /// <param name="isWhole">Whether the beginning is the whole text.</param>
    /// <exception cref="UserException">There is no header.</exception>
    public static CsvDialect Find(string name, string start, bool isWhole)
    {
        int lines = 0, passed = 0;
        string text = start;
        // Excel's line for the delimiter.
        char? said = null;
        string first = FirstLine(text);
        if (first.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) && first.Trim().Length == 5)
        {
            said = first.Trim()[4];
            (text, lines, passed) = (text[Math.Min(text.Length, LineLength(text))..], 1, 1);
        }
        char delimiter = said ?? Likeliest(text, isWhole);
        if (said is null && IsAligned(text, delimiter, isWhole))
            return new CsvDialect(Spaces, 0, [], 0, []);
        List<string[]> records = Records(text, delimiter, isWhole);
        int header = HeaderOf(records);
        if (header == records.Count)
            throw new UserException($"{name} is empty; expected a header and rows.");
        passed += records.Take(header).Count(r => !IsBlank(r));
        return new CsvDialect(delimiter, lines + header + 1, [.. records[header].Select(field => field.Trim())],
            passed, records[(header + 1)..]);
    }

    /// <summary>The row, as a spreadsheet counts, below the header that has a name in it; null if none has.</summary>
    public int? RowWith(string name)
    {
        int place = Below.ToList().FindIndex(r => r.Any(field => field.Trim() == name));
        return place < 0 ? null : Lines + 1 + place;
    }

    /// <summary>How many fields most records have.</summary>
    public int Usual() => Usual([.. Below]);

    /// <summary>The names in the first line of a text.</summary>
    public static IReadOnlyList<string> Names(string start, char delimiter) => Split(start, delimiter, true)[0];

    /// <summary>Where the header is, or how many records there are if there is none.</summary>
    private static int HeaderOf(List<string[]> records)
    {
        int usual = Usual(records), header = 0;
        while (header < records.Count && IsBeforeHeader(records, header, usual))
            header++;
        // Titles may have delimiters in them: "Smith, J.". Others are filled up with empty fields.
        int below = header;
        while (below < records.Count && (records[below].Length != usual || IsFilledUp(records[below])))
            below++;
        return below > header && below < records.Count && IsHeader(records, below) ? below : header;
    }

    private static bool IsFilledUp(string[] record) => string.IsNullOrWhiteSpace(record[^1]);

    /// <summary>Whether a record has names, and the ones below are rows with numbers in them.</summary>
    private static bool IsHeader(List<string[]> records, int at)
    {
        string[] names = records[at];
        string[][] rows = [.. records.Skip(at + 1).Where(r => !IsBlank(r))];
        // The rows' own names may have none.
        return !names.Any(IsNumber) && !names.Skip(1).Any(string.IsNullOrWhiteSpace)
            && names.Distinct().Count() == names.Length
            && rows.Any(r => r.Any(IsNumber))
            && rows.Count(r => r.Length == names.Length) >= MostRows * rows.Length;
    }

    private static bool IsNumber(string field) =>
        NumberFormat.All.Any(f => f.TryParse(field.AsSpan().Trim(), out _))
        || (field.Length > 0 && Markers.Contains(field.AsSpan().Trim()));

    // Blank lines, remarks, and titles: single fields above a table of several columns.
    private static bool IsBeforeHeader(List<string[]> records, int at, int usual)
    {
        string[] record = records[at];
        if (IsBlank(record))
            return true;
        if (usual > 1 && record.Length == 1)
            return at + 1 < records.Count && records.Skip(at + 1).All(r => r.Length == usual || r.Length == 1);
        // A column name may begin with # too: then its line has as many fields as the others.
        return record[0].StartsWith('#') && (record.Length != usual || usual == 1) && at + 1 < records.Count;
    }

    private static bool IsBlank(string[] record) => record.Length == 1 && string.IsNullOrWhiteSpace(record[0]);

    /// <summary>The delimiter with which most records have the same number of fields, more than one.</summary>
    private static char Likeliest(string text, bool isWhole) => Delimiters.MaxBy(candidate =>
    {
        List<string[]> records = [.. Records(text, candidate, isWhole)
            .Where(r => !IsBlank(r) && !r[0].StartsWith('#'))];
        int usual = Usual(records), header = HeaderOf(records);
        if (header == records.Count || usual < 2)
            return 0;
        double alike = records.Skip(header).Count(r => r.Length == usual) / (double)(records.Count - header);
        // The header counts for as much as all rows: a text with commas in its cells is still one of semicolons.
        double ofHeader = records[header].Length != usual ? 0 : records[header].Any(IsNumber) ? 0.5 : 1;
        // A line of one field above may be a title, and more often is a header with another delimiter.
        double ofTitles = records.Take(header).Any(r => !IsBlank(r)) ? 0.2 : 0;
        return alike + ofHeader - ofTitles + 1e-3 * Math.Min(usual, 100);
    });

    // Only where nothing else separates fields, and all rows agree. R leaves the name of the rows' names out.
    private static bool IsAligned(string text, char delimiter, bool isWhole)
    {
        if (Usual(Split(text, delimiter, isWhole)) > 1)
            return false;
        List<string[]> records = [.. Split(AlignedText.WithTabs(text), '\t', isWhole).Where(r => !IsBlank(r))];
        int usual = Usual(records);
        return usual > 1 && records.Count > 1 && records[0].Length >= Math.Max(2, usual - 1)
            && records.Skip(1).All(r => r.Length == usual);
    }

    private static int Usual(List<string[]> records) =>
        records.Where(r => !IsBlank(r)).GroupBy(r => r.Length).OrderByDescending(g => g.Count())
            .ThenByDescending(g => g.Key).FirstOrDefault()?.Key ?? 0;

    /// <summary>
    /// The records of the beginning of a text. Where the rows end with empty fields that the header has not, because a
    /// delimiter ends each of them, the header gets them too: columns without a name.
    /// </summary>
    private static List<string[]> Records(string text, char delimiter, bool isWhole)
    {
        List<string[]> records = Split(text, delimiter, isWhole);
        int usual = Usual(records);
        int spare = records.Where(r => r.Length == usual)
            .Select(r => r.Reverse().TakeWhile(string.IsNullOrWhiteSpace).Count()).DefaultIfEmpty().Min();
        return spare == 0 ? records : [.. records.Select(r => r.Length < 2 || r.Length != usual - spare ? r
            : [.. r, .. Enumerable.Repeat("", spare)])];
    }

    /// <summary>The records of the beginning of a text; the last one only where it is whole.</summary>
    private static List<string[]> Split(string text, char delimiter, bool isWhole)
    {
        List<string[]> records = [];
        List<string> fields = [];
        int i = 0;
        while ((i < text.Length || fields.Count > 0) && records.Count < MaxRecords)
        {
            fields.Add(Field(text, delimiter, ref i));
            if (i < text.Length && text[i] == delimiter)
            {
                i++;
                continue;
            }
            if (i < text.Length || ((isWhole || records.Count == 0) && fields is not [""]))
                records.Add([.. fields]);
            fields.Clear();
            i += text.AsSpan(Math.Min(i, text.Length)).StartsWith("\r\n") ? 2 : 1;
        }
        return records;
    }

    /// <summary>The field that begins at a place, which moves to the end of it.</summary>
    private static string Field(string text, char delimiter, ref int i)
    {
        var field = new StringBuilder();
        bool isQuoted = false, isStart = true;
        for (; i < text.Length && (isQuoted || (text[i] is not ('\n' or '\r') && text[i] != delimiter)); i++)
        {
            char c = text[i];
            if (c == '"' && isStart)
            {
                (isQuoted, isStart) = (true, false);
                field.Clear();
            }
            else if (c == '"' && isQuoted && !text.AsSpan(i + 1).StartsWith('"'))
            {
                isQuoted = false;
            }
            else
            {
                field.Append(c);
                isStart &= c == ' ';
                // Of two quotes in quotes.
                i += isQuoted && c == '"' ? 1 : 0;
            }
        }
        return field.ToString();
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0].TrimEnd('\r');

    private static int LineLength(string text) =>
        text.IndexOf('\n', StringComparison.Ordinal) is int end and >= 0 ? end + 1 : text.Length;
}
