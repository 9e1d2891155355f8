using System.Globalization;
using System.Text;

namespace MdnDemo.Tables;

/// <summary>A file, and how to read it.</summary>
/// <param name="Part">Its rows as texts.</param>
/// <param name="Header">The names of its columns.</param>
/// <param name="TypedRelation">Its rows with their own types and names.</param>
/// <param name="Kind">A description of its format.</param>
/// <param name="PassedOver">A description of the lines that are not rows.</param>
/// <param name="Types">The types of its columns; null if all are texts.</param>
internal sealed record OpenedTable(TablePart Part, IReadOnlyList<string> Header, string TypedRelation, string Kind,
    string PassedOver, IReadOnlyList<string>? Types = null)
{
    // Of 10/03/2024 the program itself says which of day and month comes first, the same with --sql and without.
    private const string OwnDates = "dateformat='%Y-%m-%d'";

    /// <summary>How its text holds a table; null of other files.</summary>
    public CsvDialect? Dialect { get; private init; }

    private const int LongLine = 1 << 20;
    private const int MaxNames = 5;

    /// <summary>Examines a file.</summary>
    /// <param name="name">The file, for messages.</param>
    /// <param name="database">The database that reads it.</param>
    /// <param name="owned">Receives what must be disposed with the table.</param>
    /// <param name="encoding">The encoding of a text; null finds it.</param>
    /// <exception cref="UserException">It is not a table.</exception>
    public static OpenedTable From(string name, string path, DuckDb database, List<IDisposable> owned,
        Encoding? encoding)
    {
        if (IsParquet(path))
            return FromTyped(name, $"read_parquet({DuckDb.Path(path)})", "Parquet", database);
        TextFile text = TextFile.Open(name, path, encoding);
        owned.Add(text);
        string start = text.Start(out bool isWhole);
        string compression = text.IsCompressed ? "gzip" : "uncompressed";
        if (start.Trim().Trim('[', ']').Trim().Length == 0 && isWhole)
            throw new UserException($"{name} is empty; expected a header and rows.");
        if (start.TrimStart() is ['{' or '[', ..] && IsJson(path, start))
            return FromTyped(name, $"read_json({DuckDb.Path(text.Path)}, compression='{compression}', "
                + $"sample_size=-1, {OwnDates})", "JSON", database);

        CsvDialect dialect = CsvDialect.Find(name, start, isWhole);
        CsvScan scan = Scan(text, dialect);
        string? rival = null;
        if (!scan.IsUtf8)
        {
            if (encoding is not null)
                throw TextFile.NotIn(name, encoding);
            using (Stream stream = text.OpenText())
                (encoding, rival) = TextEncoding.Guess(name, stream);
            text.TakeFor(name, encoding, rival);
            dialect = CsvDialect.Find(name, text.Start(out isWhole), isWhole);
            scan = Scan(text, dialect);
            if (!scan.IsUtf8)
                throw new UserException($"{name} is a binary file; expected CSV, Parquet or JSON.");
        }
        if (dialect.Delimiter == CsvDialect.Spaces)
        {
            text.TakeForAligned();
            dialect = CsvDialect.Find(name, text.Start(out isWhole), isWhole);
            scan = Scan(text, dialect);
            return FromCsv(name, text, dialect, scan, "spaces");
        }
        return FromCsv(name, text, dialect, scan, dialect.Delimiter == '\t' ? "tab" : $"'{dialect.Delimiter}'");
    }

    /// <summary>The same, its columns in the order of another file.</summary>
    /// <exception cref="UserException">It has other columns.</exception>
    public OpenedTable InOrderOf(OpenedTable first)
    {
        if (Header.SequenceEqual(first.Header))
            return this;
        // Of two columns with one name the first is the first.
        List<string?> left = [.. Header];
        List<int> places = [];
        foreach (string name in first.Header)
        {
            int place = left.IndexOf(name);
            places.Add(place);
            if (place >= 0)
                left[place] = null;
        }
        string lacks = Names(first.Header.Where((_, i) => places[i] < 0)), has = Names(left.OfType<string>());
        if (lacks.Length + has.Length > 0)
            throw new UserException($"{Part.Name} has other columns than {first.Part.Name}: "
                + (lacks.Length > 0 ? $"it lacks {lacks}" : "") + (lacks.Length * has.Length > 0 ? ", and " : "")
                + (has.Length > 0 ? $"it has {has} besides" : "") + "; give all files the same columns.");
        string cells = string.Join(", ", places.Select((place, i) => $"c{place} as c{i}"));
        return this with
        {
            Header = first.Header,
            Part = Part with { Relation = $"(select {cells} from {Part.Relation})" },
            Types = Types is null ? null : [.. places.Select(place => Types[place])],
        };
    }

    private static string Names(IEnumerable<string> names)
    {
        string[] all = [.. names];
        return string.Join(", ", all.Take(MaxNames).Select(n => n.Length > 0 ? $"'{n}'" : "a column without a name"))
            + (all.Length > MaxNames ? ", …" : "");
    }

    private static OpenedTable FromCsv(string name, TextFile text, CsvDialect dialect, CsvScan scan, string delimiter)
    {
        if (scan.Mistake is { } mistake)
            throw new UserException($"{name}, row {mistake.Row}: {mistake.Message}.");

        string compression = text.IsCompressed ? "gzip" : "none";
        string Relation(string columns) =>
            $"read_csv({DuckDb.Path(text.Path)}, header=false, skip={dialect.Lines}, "
                + $"delim={DuckDb.Text(dialect.Delimiter.ToString())}, quote='\"', escape='\"', strict_mode=false, "
                + $"compression='{compression}', "
                // In parallel it cannot pad rows where there are line breaks in quotes.
                + $"null_padding={(scan.HasShort ? "true, parallel=false" : "false")}, "
                + (scan.Longest > LongLine ? $"max_line_size={2 * scan.Longest}, " : "") + columns + ")";
        string texts = string.Join(", ", dialect.Header.Select((_, i) => $"'c{i}': 'VARCHAR'"));
        string names = string.Join(", ", Unique(dialect.Header).Select(DuckDb.Text));
        string markers = string.Join(", ", MissingMarkers.Usual.Select(DuckDb.Text));
        List<string> passed =
        [
            .. dialect.PassedOver > 0 ? [$"{Count.Format(dialect.PassedOver, "line")} above the header"]
                : Array.Empty<string>(),
            .. scan.Blanks > 0 ? [Count.Format(scan.Blanks, "blank line")] : Array.Empty<string>(),
            .. scan.HasFooter ? ["the last line"] : Array.Empty<string>(),
        ];
        return new OpenedTable(
            new TablePart(name, Relation($"auto_detect=false, columns={{{texts}}}"), scan),
            dialect.Header,
            Relation($"auto_detect=true, sample_size=-1, {OwnDates}, names=[{names}], nullstr=[{markers}]"),
            $"CSV with {delimiter}" + (text.Encoding == "UTF-8" ? "" : $" in {text.Encoding}"),
            string.Join(", ", passed)) { Dialect = dialect };
    }

    private static OpenedTable FromTyped(string name, string relation, string kind, DuckDb database)
    {
        FlatColumns columns = FlatColumns.Expand(relation, database);
        return new OpenedTable(
            new TablePart(name, columns.Relation, null), columns.Header, relation, kind, "", columns.Types);
    }

    private static CsvScan Scan(TextFile text, CsvDialect dialect)
    {
        using Stream stream = text.OpenText();
        return CsvScan.Read(stream, dialect);
    }

    private static bool IsParquet(string path)
    {
        using FileStream file = File.OpenRead(path);
        Span<byte> start = stackalloc byte[4];
        return file.ReadAtLeast(start, 4, throwOnEndOfStream: false) == 4 && start.SequenceEqual("PAR1"u8);
    }

    private static bool IsJson(string path, string start) =>
        Path.GetFileName(path).Contains(".json", StringComparison.OrdinalIgnoreCase)
        || Path.GetFileName(path).Contains(".ndjson", StringComparison.OrdinalIgnoreCase)
        || start.TrimStart().StartsWith("{\"", StringComparison.Ordinal)
        || start.TrimStart().TrimStart('[').TrimStart().StartsWith("{\"", StringComparison.Ordinal);

    /// <summary>Names that are not empty and differ, ignoring case.</summary>
    public static IEnumerable<string> Unique(IReadOnlyList<string> names)
    {
        HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < names.Count; i++)
        {
            string name = names[i].Length > 0 ? names[i] : string.Create(CultureInfo.InvariantCulture, $"column{i}");
            while (!taken.Add(name))
                name += "_1";
            yield return name;
        }
    }
}
