using DuckDB.NET.Data;
using MdnDemo.Files;

namespace MdnDemo.Tables;

/// <summary>A table in one file, or in several with the same columns: CSV, Parquet or JSON. DuckDB reads it.</summary>
internal sealed class TableFile : IDisposable
{
    private const char DefaultDelimiter = ',';

    private readonly DuckDb _database;
    private readonly IReadOnlyList<IDisposable> _texts;
    private readonly CsvDialect? _dialect;

    private TableFile(string name, DuckDb database, IReadOnlyList<IDisposable> texts, IReadOnlyList<TablePart> parts,
        IReadOnlyList<string> header, CsvDialect? dialect = null)
    {
        (Name, _database, _texts, Parts, Header, _dialect) = (name, database, texts, parts, header, dialect);
        Delimiter = dialect?.Delimiter ?? DefaultDelimiter;
    }

    /// <summary>The file, for messages.</summary>
    public string Name { get; }

    /// <summary>The names of its columns; some may be empty or duplicate.</summary>
    public IReadOnlyList<string> Header { get; }

    /// <summary>Its files.</summary>
    public IReadOnlyList<TablePart> Parts { get; }

    /// <summary>The delimiter of its fields; for a file that is not text, the one to write.</summary>
    public char Delimiter { get; }

    /// <summary>The types of its columns; null if all are texts.</summary>
    public IReadOnlyList<string>? Types { get; private init; }

    /// <summary>A description of its format.</summary>
    public string Kind { get; private init; } = "";

    /// <summary>A description of the lines that are not rows; empty if there are none.</summary>
    public string PassedOver { get; private init; } = "";

    /// <summary>Opens a table.</summary>
    /// <param name="path">The path; - is standard input, and * stands for any letters of a file's name.</param>
    /// <param name="options">Its encoding, and a query that shapes it; null takes it as it is.</param>
    /// <exception cref="UserException">It cannot be read, or is not a table.</exception>
    public static TableFile Open(string path, ReadOptions? options = null)
    {
        string name = path == OutputFile.Standard ? "standard input" : path;
        if (Directory.Exists(path))
            throw new UserException(
                $"{name} is a folder; name a file, or several as in '{Path.Combine(path, "*.csv")}'.");
        var database = new DuckDb();
        List<IDisposable> owned = [];
        try
        {
            List<(string Name, string Path)> files = Files(path, name, owned);
            List<OpenedTable> opened = [];
            foreach (var (file, place) in files)
            {
                OpenedTable table = OpenedTable.From(file, place, database, owned, options?.Encoding);
                opened.Add(opened.Count == 0 ? table : table.InOrderOf(opened[0]));
            }
            OpenedTable first = opened[0];
            if (options?.Sql is { } sql)
                return Shaped(name, database, owned, opened, sql);
            if (first.Types is { } types)
                NestedRows.Check(first.Part.Name, first.Header, types);
            return new TableFile(name, database, owned, [.. opened.Select(o => o.Part)], first.Header,
                first.Dialect)
            {
                Types = ColumnTypes.Common([.. opened.Select(o => o.Types)]),
                Kind = opened.Count == 1 ? first.Kind : $"{opened.Count} files, {first.Kind}",
                PassedOver = string.Join("; ", opened.Select(o => o.PassedOver).Where(p => p.Length > 0).Distinct()),
            };
        }
        catch (Exception e)
        {
            owned.ForEach(o => o.Dispose());
            database.Dispose();
            string? reason = e is DuckDBException ? DuckDb.Reason(e)
                : FileErrors.IsFileError(e) ? FileErrors.Reason(e) : null;
            if (reason is not null)
                throw new UserException($"{name} cannot be read: {reason}.", e);
            throw;
        }
    }

    /// <summary>The index of a column.</summary>
    /// <exception cref="UserException">There is no such column, or two.</exception>
    public int ColumnOf(string column)
    {
        int place = IndexOf(column);
        if (place >= 0 && Header.Skip(place + 1).Contains(column))
            throw new UserException($"{Name} has two columns '{column}'; rename one.");
        return place >= 0 ? place
            : throw new UserException($"{Name} has no column '{column}'; {Hint(column)}.");
    }

    /// <summary>The index of a column, or -1.</summary>
    public int IndexOf(string column) => Header.ToList().IndexOf(column);

    /// <summary>Reads some columns of all rows.</summary>
    public TableCursor Read(IReadOnlyList<int> columns) => new(this, _database, columns);

    /// <summary>An error in a field of a row.</summary>
    public UserException Mistake(RowPlace row, int column, string message) =>
        new($"{row}, column '{Header[column]}': {message}.");

    public void Dispose()
    {
        _database.Dispose();
        foreach (IDisposable text in _texts)
            text.Dispose();
    }

    private string Hint(string column)
    {
        if (_dialect?.RowWith(column) is { } row)
            return $"its row {row} has; if that is the header, take the lines above it out";
        if (Types is not null && NestedRows.HintFor(column, Header, Types) is { } hint)
            return hint;
        if (Header.All(name => name.Length == 0))
            return "its header is empty";
        if (Types is null && Header.Count == 1 && Header[0].IndexOfAny([',', ';', '\t', '|']) >= 0)
            return $"its first line, '{Header[0]}', is in quotes as a whole; take the quotes around the lines out";
        if (Types is null && Header.Count == 1)
            return $"its first line, '{Header[0]}', has no ',', ';', tab or '|' between columns";
        return Types is null && Header.Count(name => NumberFormat.Invariant.TryParse(name, out _)) > Header.Count / 2
            ? $"its first line, '{string.Join(Delimiter, Header)}', is no header but has numbers in it; add a header"
            : NearestNames.Hint(column, Header);
    }

    private static TableFile Shaped(string name, DuckDb database, List<IDisposable> owned, List<OpenedTable> opened,
        string sql)
    {
        try
        {
            string all = string.Join(" union all by name ", opened.Select(o => $"select * from {o.TypedRelation}"));
            database.Execute($"create view data as {all}");
            FlatColumns columns = FlatColumns.Expand(SqlQuery.Relation(sql, database), database);
            // Its rows are not those of the file.
            string shaped = $"{name} with --sql";
            return new TableFile(shaped, database, owned, [new TablePart(shaped, columns.Relation, null)],
                columns.Header)
            {
                Types = columns.Types,
                Kind = opened[0].Kind,
            };
        }
        catch (DuckDBException e)
        {
            throw new UserException($"--sql cannot be run: {DuckDb.Reason(e)}.", e);
        }
    }

    private static List<(string Name, string Path)> Files(string path, string name, List<IDisposable> owned)
    {
        string Copy(Stream input)
        {
            var copy = new CopiedInput(input, name);
            owned.Add(copy);
            return copy.Path;
        }

        if (path == OutputFile.Standard)
        {
            using Stream input = Console.OpenStandardInput();
            return [(name, Copy(input))];
        }
        if (File.Exists(path))
        {
            using FileStream file = File.OpenRead(path);
            // A pipe, as shells make of <(command), cannot seek.
            return [(name, file.CanSeek ? path : Copy(file))];
        }
        return [.. FilePattern.Find(path).Select(file => (file, file))];
    }
}
