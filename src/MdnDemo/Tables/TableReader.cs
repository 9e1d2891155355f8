using MixtureDensity;

namespace MdnDemo.Tables;

/// <summary>Reads some columns of a file into tables of a bounded number of rows.</summary>
internal sealed class TableReader : IDisposable
{
    // In letters, for rows that are kept as texts: no more are in memory at once, but for a single long row.
    private const int MaxTextLength = 1 << 22;

    private const string MissingCell = "the cell is missing; fill it, or choose --missing keep or drop";

    private readonly TableFile _file;
    private readonly TableCursor _cursor;
    private readonly MissingMarkers _markers;
    private readonly ReadOptions _options;
    private readonly bool _keepsEveryRow;
    private readonly ColumnBuilder[] _builders;
    private readonly ColumnBuilder? _weights;

    // Where the cells of the builders stand in the cursor.
    private readonly int[] _places;
    private readonly int _width;
    private readonly string?[] _cells;

    /// <summary>Prepares to read.</summary>
    /// <param name="columns">The columns to read.</param>
    /// <param name="options">How.</param>
    /// <param name="keepsEveryRow">Whether each row is kept with its text, whatever is in it, as predictions are
    /// written behind it.</param>
    public TableReader(TableFile file, IReadOnlyList<ReadColumn> columns, ReadOptions options,
        bool keepsEveryRow = false)
    {
        (_file, _options, _keepsEveryRow) = (file, options, keepsEveryRow);
        _markers = new MissingMarkers(options.Na);
        _builders = [.. columns.Select(c => new ColumnBuilder(c))];
        _weights = _builders.FirstOrDefault(b => b.Column.Role == ColumnRole.Weight);
        IReadOnlyList<int> read = keepsEveryRow ? [.. Enumerable.Range(0, file.Header.Count)]
            : [.. columns.Select(c => c.Place)];
        _places = [.. columns.Select((c, i) => keepsEveryRow ? c.Place : i)];
        _width = read.Count;
        _cells = new string?[_width];
        _cursor = file.Read(read);
    }

    /// <summary>
    /// Prepares to read what a model reads, and what it predicts and what the rows weigh where that is asked for.
    /// </summary>
    /// <exception cref="UserException">The file has no such column.</exception>
    public static TableReader For(TableSchema schema, TableFile file, bool withTargets, ReadOptions options,
        bool keepsEveryRow = false, string? weight = null, CancellationToken cancellation = default)
    {
        string[] inputs = [.. schema.Inputs.Select(i => i.Name).Distinct()];
        string[] targets = withTargets ? [.. schema.Targets.Select(t => t.Name)] : [];
        HashSet<string> texts = [.. schema.Inputs.OfType<OneHotEncoding>().Select(i => i.Name)];
        string[] weights = weight is null ? [] : [weight];
        foreach (string name in inputs.Concat(targets).Concat(weights))
            file.ColumnOf(name);
        if (inputs.Concat(targets).Intersect(weights).FirstOrDefault() is { } both)
            throw new UserException(
                $"Column '{both}' is an input or a target of the model; --weight names a column of its own.");
        string[] numbers = [.. inputs.Where(i => !texts.Contains(i)), .. targets, .. weights];
        TableProfile profile = TableProfile.Read(file, [.. numbers.Select(file.IndexOf)],
            new MissingMarkers(options.Na), cancellation);
        return new TableReader(file,
            [.. inputs.Select(i => Column(i, ColumnRole.Input)), .. targets.Select(t => Column(t, ColumnRole.Target)),
                .. weights.Select(w => Column(w, ColumnRole.Weight))], options, keepsEveryRow);

        ReadColumn Column(string name, ColumnRole role) => new(name, file.IndexOf(name),
            texts.Contains(name) ? ColumnFormat.Text
            : role == ColumnRole.Weight ? profile.RequireNumbers(file.IndexOf(name), role)
            : role == ColumnRole.Target ? profile.FormatLike(file.IndexOf(name),
                ColumnFormat.Named(schema.Targets.First(t => t.Name == name).Format))
            : profile.FormatLike(file.IndexOf(name), UsualOf(name)), role);

        // A program that uses the library has no way of writing its times.
        ColumnFormat UsualOf(string name) => ColumnFormat.Named(
            schema.Inputs.OfType<NumericEncoding>().FirstOrDefault(i => i.Name == name && i.Format is not null)?.Format
                ?? (schema.Inputs.Any(i => i is NumericEncoding { Part: not CalendarPart.None } && i.Name == name)
                    ? TimeFormat.YearFirst.Name : null));
    }

    /// <summary>What stands before the decimals of the table's numbers, as far as it can in a text like it.</summary>
    public char Point => _file.Delimiter != ',' && _builders.Any(b => b.Column.Format is
        { Kind: ColumnKind.Numbers, Numbers.Point: ',' }) ? ',' : '.';

    /// <summary>How many rows were met.</summary>
    public long Rows { get; private set; }

    /// <summary>How many rows were skipped because an input is missing.</summary>
    public long Dropped { get; private set; }

    /// <summary>How many rows were skipped because their target is missing.</summary>
    public long WithoutTarget { get; private set; }

    /// <summary>How many rows were skipped because their weight is 0.</summary>
    public long WithoutWeight { get; private set; }

    /// <summary>How many rows were skipped.</summary>
    public long Skipped => Dropped + WithoutTarget + WithoutWeight;

    /// <summary>Reports on standard error what was read, and how many rows were skipped.</summary>
    public void PrintSummary()
    {
        Console.Error.WriteLine(Summary());
        ReportSkipped();
    }

    /// <summary>What was read: one line, and a line a column where that is asked for.</summary>
    public string Summary() => string.Join('\n', [
        ColumnReport.Line(_file, Rows) + ".",
        .. _options.Verbose
            ? _builders.Select(b => $"  {b.Column.Name}: "
                + ColumnReport.Describe(b.Column.Format, b.Missing, b.Column.Role))
            : []]);

    /// <summary>Reports on standard error how many rows were skipped, if any were.</summary>
    public void ReportSkipped()
    {
        if (WithoutTarget > 0)
            Console.Error.WriteLine($"Skipped {Count.Format(WithoutTarget, "row")} without a target.");
        if (WithoutWeight > 0)
            Console.Error.WriteLine($"Skipped {Count.Format(WithoutWeight, "row")} of weight 0.");
        if (Dropped > 0)
            Console.Error.WriteLine($"Skipped {Count.Format(Dropped, "row")} with missing values.");
    }

    /// <summary>The error that there are no rows, or none that has a weight.</summary>
    /// <param name="purpose">The purpose of the rows, such as score.</param>
    public UserException NoRows(string purpose) => new(WithoutWeight > 0
        ? $"{_file.Name}, column '{_weights!.Column.Name}': no row has a weight above 0; there is nothing to {purpose}."
        : $"{_file.Name} has no rows to {purpose}; give it some below its header.");

    /// <summary>The next rows, at most so many, and fewer where they are very long; null at the end.</summary>
    /// <exception cref="UserException">A row does not fit the columns of the file.</exception>
    public TableRows? Read(int most)
    {
        List<RowPlace> places = [];
        var texts = new RowTexts();
        Dictionary<int, string> unusable = [];
        foreach (ColumnBuilder builder in _builders)
            builder.Clear();
        while (places.Count < most && texts.Length < MaxTextLength && _cursor.Read())
        {
            Rows++;
            for (int i = 0; i < _width; i++)
                _cells[i] = _cursor[i];
            string? fault = FindFault(out int column);
            if (fault is not null && (!_keepsEveryRow || _options.Strict))
                throw _file.Mistake(_cursor.Place, _builders[column].Column.Place, fault);
            bool isSkipped = fault is null && IsSkipped();
            if (isSkipped && !_keepsEveryRow)
                continue;
            if (fault is not null)
                unusable[places.Count] = $", column '{_file.Header[_builders[column].Column.Place]}': {fault}";
            else if (isSkipped)
                unusable[places.Count] = ": it has missing values";
            else if (_keepsEveryRow && _width > 1 && Array.TrueForAll(_cells, string.IsNullOrWhiteSpace))
                unusable[places.Count] = ": it is empty";
            foreach (ColumnBuilder builder in _builders)
                builder.End(isUsable: !unusable.ContainsKey(places.Count));
            places.Add(_cursor.Place);
            if (_keepsEveryRow)
                AddText(texts);
        }
        return places.Count == 0 ? null
            : new TableRows(new Table([.. _builders.Select(b => b.Build())]), places, texts, unusable);
    }

    public void Dispose() => _cursor.Dispose();

    /// <summary>Takes in the cells of a row.</summary>
    /// <returns>What is wrong with one, or null.</returns>
    private string? FindFault(out int column)
    {
        string? first = null;
        column = -1;
        for (int i = 0; i < _builders.Length; i++)
        {
            ReadOnlySpan<char> cell = _cells[_places[i]].AsSpan().Trim();
            bool isMissing = _markers.Contains(cell);
            string? fault = isMissing && _options.Missing == MissingRule.Error
                && _builders[i].Column.Role == ColumnRole.Input
                ? MissingCell
                : _builders[i].Take(isMissing ? default : cell, isMissing, _cells[_places[i]]);
            // A target that is not a number does not prevent a prediction.
            if (fault is null || first is not null || _keepsEveryRow && _builders[i].Column.IsTarget)
                continue;
            (first, column) = (fault, i);
        }
        return first;
    }

    private bool IsSkipped()
    {
        bool hasMissing = false;
        if (_weights?.Number == 0)
        {
            WithoutWeight++;
            return true;
        }
        foreach (ColumnBuilder builder in _builders)
        {
            if (!builder.IsMissing)
                continue;
            if (builder.Column.IsTarget && !_keepsEveryRow)
            {
                if (_options.Missing == MissingRule.Error)
                    throw _file.Mistake(_cursor.Place, builder.Column.Place,
                        MissingCell);
                WithoutTarget++;
                return true;
            }
            hasMissing |= !builder.Column.IsTarget;
        }
        if (!hasMissing || _options.Missing != MissingRule.Drop)
            return false;
        Dropped++;
        return true;
    }

    private void AddText(RowTexts texts)
    {
        for (int i = 0; i < _width; i++)
        {
            if (i > 0)
                texts.Append([_file.Delimiter]);
            if (_cells[i] is { } cell)
                texts.Append(CsvText.Field(cell, _file.Delimiter));
        }
        texts.EndRow();
    }
}
