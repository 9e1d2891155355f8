namespace MdnDemo.Tables;

/// <summary>The profiles of the columns of a table, from all rows.</summary>
internal sealed class TableProfile
{
    // If at least this fraction of the cells are numbers, the column is numeric and the others are errors.
    private const double MinShareOfKind = 0.9;

    private readonly TableFile _file;
    private readonly Dictionary<int, ColumnProfile> _columns;

    private TableProfile(TableFile file, Dictionary<int, ColumnProfile> columns) => (_file, _columns) = (file, columns);

    /// <summary>The number of rows.</summary>
    public long Rows { get; private init; }

    /// <summary>The profile of a column.</summary>
    public ColumnProfile this[int column] => _columns[column];

    /// <summary>Profiles some columns.</summary>
    /// <exception cref="UserException">The file cannot be read.</exception>
    public static TableProfile Read(TableFile file, IReadOnlyList<int> columns, MissingMarkers markers,
        CancellationToken cancellation)
    {
        ColumnProfile[] profiles = [.. columns.Select(_ => new ColumnProfile(markers))];
        long rows = 0;
        if (columns.Count > 0)
        {
            using TableCursor cursor = file.Read(columns);
            while (cursor.Read())
            {
                if ((rows++ & 0xFFF) == 0)
                    cancellation.ThrowIfCancellationRequested();
                for (int i = 0; i < profiles.Length; i++)
                    profiles[i].Add(cursor[i], cursor.Place);
            }
        }
        return new TableProfile(file, columns.Zip(profiles).ToDictionary(p => p.First, p => p.Second)) { Rows = rows };
    }

    /// <summary>The format of a column.</summary>
    /// <exception cref="UserException">Its numbers are ambiguous, or some cells are not numbers.</exception>
    public ColumnFormat FormatOf(int column)
    {
        ColumnProfile profile = _columns[column];
        // 25 Mar 2024 is no number of a unit called Mar 2024.
        if ((FindTimes(profile) ?? TimeFormat.All.FirstOrDefault(f => f.IsNumberElsewhere && profile.Fits(f)))
            is { } times)
        {
            RequireOneTime(column, times);
            return ColumnFormat.Text with { Kind = ColumnKind.Times, Times = times };
        }
        if (FindNumbers(column) is { } numbers)
        {
            RequireOnePercent(column);
            return ColumnFormat.Number with { Numbers = numbers, Unit = profile.Unit };
        }
        RequireOneWriting(column, ", or name the column with --categorical");
        if (profile.CountOf(profile.UsualNumbers) >= MinShareOfKind * profile.Cells
            || profile.HasMarkers(profile.UsualNumbers))
            throw NotNumber(column);
        if (profile.UsualUnit(MinShareOfKind) is { } of)
            throw _file.Mistake(of.Place, column,
                $"{Shown(of.Cell)} is not a number in {of.Unit}, as most cells of the column are; fix it, "
                    + $"{AsMissing(of.Cell)}, or name the column with --categorical");
        if (profile.CountOf(profile.UsualTimes) >= MinShareOfKind * profile.Cells)
        {
            var (place, cell) = profile.FirstMisfit(profile.UsualTimes)!.Value;
            throw _file.Mistake(place, column,
                $"{Shown(cell)} is no date, as most cells of the column are; fix it, or {AsMissing(cell)}");
        }
        return ColumnFormat.Text;
    }

    /// <summary>The format of an input or a target of a model in another table, whatever else is in it.</summary>
    /// <param name="usual">How the training rows were written, which decides where cells may be read in two ways.
    /// </param>
    /// <exception cref="UserException">They may be read in two ways, or are in another unit.</exception>
    public ColumnFormat FormatLike(int column, ColumnFormat usual)
    {
        ColumnProfile profile = _columns[column];
        if (usual.Kind != ColumnKind.Times)
        {
            RequireUnit(column, usual);
            NumberFormat numbers = usual.Name is not null && profile.Fits(usual.Numbers)
                && !IsOtherPoint(profile, usual.Numbers) ? usual.Numbers
                : FindNumbers(column) ?? (profile.CountOf(profile.UsualNumbers) > profile.CountOf(usual.Numbers)
                    ? profile.UsualNumbers : usual.Numbers);
            return usual with { Numbers = numbers };
        }
        // Dates may be written in another way in each table. Of two ways that fit as well it is that of the training
        // rows.
        return usual.Times.IsDate && profile.CountOf(profile.UsualTimes) > profile.CountOf(usual.Times)
            && (FindTimes(profile) ?? profile.UsualTimes) is { IsDate: true, IsNumberElsewhere: false } times
                ? usual with { Times = times } : usual;
    }

    /// <summary>How the numbers of a target or a weight are written.</summary>
    /// <exception cref="UserException">It holds dates, or a cell is not a number.</exception>
    public ColumnFormat RequireNumbers(int column, ColumnRole role)
    {
        ColumnProfile profile = _columns[column];
        string name = _file.Header[column];
        if (FindTimes(profile) is { } times)
            throw NoNumber(column, role, times.IsDate ? "date" : "time",
                $"such as epoch(\"{name}\"{(times.IsDate ? "" : "::varchar::interval")})");
        ColumnFormat format = FindNumbers(column) is { } numbers
            ? ColumnFormat.Number with { Numbers = numbers, Unit = profile.Unit }
            : ColumnFormat.Number with { Numbers = profile.UsualNumbers };
        if (profile.Fits(format.Numbers))
        {
            RequireOnePercent(column);
            return format;
        }
        if (profile.CountOf(format.Numbers) == 0 && profile.Texts == 2)
        {
            string query = $"select * replace (({DuckDb.Name(name)} = {DuckDb.Text(profile.LastText)})::int as "
                + $"{DuckDb.Name(name)}) from data";
            throw NoNumber(column, role, "text",
                $"such as \"{query.Replace("\"", "\\\"", StringComparison.Ordinal)}\"");
        }
        RequireOneWriting(column);
        throw NotNumber(column, isTarget: true);
    }

    private UserException NoNumber(int column, ColumnRole role, string what, string query) => new(
        $"{_file.Name}, column '{_file.Header[column]}': '{_columns[column].Example}' is a {what}, and a "
            + $"{ColumnReport.Describe(role)} is a number; make it one with --sql, {query}.");

    /// <summary>The mistake of a column that should hold numbers and does not.</summary>
    public UserException NotNumber(int column, bool isTarget = false)
    {
        ColumnProfile profile = _columns[column];
        var (place, cell) = profile.FirstMisfit(profile.UsualNumbers)!.Value;
        long numbers = profile.CountOf(profile.UsualNumbers);
        string[] remedies =
        [
            $"write numbers as {profile.UsualNumbers.Name}",
            .. numbers == 0 ? Array.Empty<string>() : [AsMissing(cell)],
            .. numbers == profile.Cells - 1 ? ["take the row out if it holds units or a total"]
                : Array.Empty<string>(),
            .. isTarget ? Array.Empty<string>() : ["name the column with --categorical"],
        ];
        return _file.Mistake(place, column, $"{Shown(cell)} is not a number; "
            + string.Join(", ", remedies[..^1]) + (remedies.Length > 1 ? ", or " : "") + remedies[^1]);
    }

    /// <summary>A cell in a message.</summary>
    public static string Shown(ReadOnlySpan<char> cell) => cell.Length > 40 ? $"'{cell[..40]}…'" : $"'{cell}'";

    /// <summary>What to do with a cell that stands for a missing one, in a message.</summary>
    public static string AsMissing(ReadOnlySpan<char> cell) =>
        $"name it with --na{(cell[0] == '-' ? '=' : ' ')}{Shown(cell)} if it stands for a missing one";

    // 19:30 beside 1:02:15 is a time of day, or minutes and seconds.
    private void RequireOneTime(int column, TimeFormat times)
    {
        ColumnProfile profile = _columns[column];
        if (times != TimeFormat.Clock || !profile.Fits(TimeFormat.Minutes) || profile.Fits(TimeFormat.Hours))
            return;
        var (place, cell) = profile.FirstMisfit(TimeFormat.Seconds)!.Value;
        throw _file.Mistake(place, column,
            $"{Shown(cell)} may be minutes and seconds, or hours and minutes, beside "
                + $"{Shown(profile.FirstMisfit(TimeFormat.Hours)!.Value.Cell)}; write it as 0:{cell} or {cell}:00, or "
                + "leave the column out with --exclude");
    }

    // 45 beside 50 % is 0.45, or 45.
    private void RequireOnePercent(int column)
    {
        if (_columns[column].PercentClash is { } clash)
            throw _file.Mistake(clash.Place, column,
                $"{Shown(clash.Second)} is beside {Shown(clash.First)}; write all cells with a per cent sign, or none");
    }

    private void RequireUnit(int column, ColumnFormat usual)
    {
        if (_columns[column].Unit is { } unit && unit != usual.Unit && !usual.Numbers.HasFactor(unit))
            throw new UserException(
                $"{_file.Name}, column '{_file.Header[column]}': {Shown(_columns[column].Example)} is in {unit}, and "
                    + $"the training rows {(usual.Unit is null ? "had no unit" : $"were in {usual.Unit}")}; convert "
                    + "the column.");
    }

    // Two programs may have written the files of a table.
    private void RequireOneWriting(int column, string remedy = "")
    {
        if (_columns[column].Clash is not { } clash)
            return;
        throw new UserException(
            $"{clash.Second.Part.Name}, column '{_file.Header[column]}': it is written as {clash.Second.Format} here, "
                + $"and as {clash.First.Format} in {clash.First.Part.Name}; write both alike{remedy}.");
    }

    private NumberFormat? FindNumbers(int column)
    {
        ColumnProfile profile = _columns[column];
        bool hasComma = profile.Fits(NumberFormat.Comma);
        if (profile.Fits(NumberFormat.Invariant))
            // 1.234 is a thousand in a table whose other numbers have decimal commas.
            return profile.LooksGrouped && HasDecimalCommas() && !HasDecimalPoints() ? NumberFormat.Comma
                : NumberFormat.Invariant;
        if (!hasComma || !profile.Fits(NumberFormat.English))
            return NumberFormat.All.FirstOrDefault(profile.Fits);
        bool commas = HasDecimalCommas(), points = HasDecimalPoints();
        if (commas != points)
            return commas ? NumberFormat.Comma : NumberFormat.English;
        if (_file.Delimiter is ',' or ';')
            return _file.Delimiter == ';' ? NumberFormat.Comma : NumberFormat.English;
        throw new UserException(
            $"{_file.Name}, column '{_file.Header[column]}': '{profile.Example}' may have a decimal comma, or one "
                + "between thousands; write it without.");
    }

    // Of 1.234 and 1,234 the other columns say that they are no thousands here, as in the training rows they were.
    private bool IsOtherPoint(ColumnProfile profile, NumberFormat usual) => usual.Point == ','
        ? profile.LooksGrouped && HasDecimalPoints() && !HasDecimalCommas()
        : usual == NumberFormat.English && profile.Fits(NumberFormat.Comma)
            && HasDecimalCommas() && !HasDecimalPoints();

    private static TimeFormat? FindTimes(ColumnProfile profile)
    {
        bool dayFirst = profile.Fits(TimeFormat.DayFirst), monthFirst = profile.Fits(TimeFormat.MonthFirst);
        if (dayFirst && monthFirst)
            // Where no day is above 12: with slashes as in America.
            return profile.Example.Contains('/', StringComparison.Ordinal) ? TimeFormat.MonthFirst
                : TimeFormat.DayFirst;
        return TimeFormat.All.FirstOrDefault(f => !f.IsNumberElsewhere
            && (f == TimeFormat.Units ? profile.FitsUnits : profile.Fits(f)));
    }

    private bool HasDecimalCommas() => _columns.Values.Any(p => p.Cells > 0
        && !NumberFormat.All.Any(f => f.Point == '.' && p.Fits(f))
        && NumberFormat.All.Any(f => f.Point == ',' && p.Fits(f)));

    private bool HasDecimalPoints() => _columns.Values.Any(p => p.Cells > 0 && p.HasDecimalPoints
        && (p.Fits(NumberFormat.Invariant) || p.Fits(NumberFormat.English)));
}
