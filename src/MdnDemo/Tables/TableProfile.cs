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
        if ((FindTimes(profile) ?? (profile.Fits(TimeFormat.Compact) ? TimeFormat.Compact : null)) is { } times)
        {
            RequireOneTime(column, times);
            return ColumnFormat.Text with { Kind = ColumnKind.Times, Times = times };
        }
        if (FindNumbers(column) is { } numbers)
            return ColumnFormat.Number with { Numbers = numbers, Unit = profile.Unit };
        RequireOneWriting(column, ", or name the column with --categorical");
        if (profile.CountOf(profile.UsualNumbers) >= MinShareOfKind * profile.Cells
            || profile.HasMarkers(profile.UsualNumbers))
            throw NotNumber(column);
        if (profile.CountOf(profile.UsualTimes) >= MinShareOfKind * profile.Cells)
        {
            var (place, cell) = profile.FirstMisfit(profile.UsualTimes)!.Value;
            throw _file.Mistake(place, column,
                $"{Shown(cell)} is no date, as most cells of the column are; fix it, or {AsMissing(cell)}");
        }
        return ColumnFormat.Text;
    }

    /// <summary>The format of the numbers of a column, whatever else is in it.</summary>
    /// <param name="column">The column.</param>
    /// <param name="usual">How those of the training rows were written, which decides where they may be read in two
    /// ways.</param>
    /// <exception cref="UserException">They may be read in two ways.</exception>
    public ColumnFormat NumbersOf(int column, string? usual = null)
    {
        ColumnProfile profile = _columns[column];
        if (TimeFormat.All.FirstOrDefault(f => IsOf(usual, f) && profile.Fits(f)) is { } time)
            return ColumnFormat.Text with { Kind = ColumnKind.Times, Times = time };
        RequireUnit(column, usual);
        if (NumberFormat.All.FirstOrDefault(f => IsOf(usual, f) && profile.Fits(f)) is { } number)
            return ColumnFormat.Number with { Numbers = number, Unit = profile.Unit };
        // 25 Mar 2024 is no number of a unit called Mar 2024.
        if (FindTimes(profile) is { } times)
            return ColumnFormat.Text with { Kind = ColumnKind.Times, Times = times };
        // A number is no date, and 20240399 is no day.
        long usualTimes = profile.CountOf(profile.UsualTimes);
        if (TimeFormat.All.FirstOrDefault(f => f.Name == usual) is { } wanted
            && (wanted.IsDate ? usualTimes == 0 || profile.UsualTimes == wanted
                : usualTimes + profile.CountOf(profile.UsualNumbers) == 0))
            return ColumnFormat.Text with { Kind = ColumnKind.Times, Times = wanted };
        if (FindNumbers(column) is { } numbers)
            return ColumnFormat.Number with { Numbers = numbers, Unit = profile.Unit };
        return usualTimes > profile.CountOf(profile.UsualNumbers)
            ? ColumnFormat.Text with { Kind = ColumnKind.Times, Times = profile.UsualTimes }
            : ColumnFormat.Number with { Numbers = profile.UsualNumbers };
    }

    /// <summary>How the numbers of a target or a weight are written.</summary>
    /// <exception cref="UserException">It holds dates, or a cell is not a number.</exception>
    public ColumnFormat RequireNumbers(int column, ColumnRole role)
    {
        ColumnFormat format = NumbersOf(column);
        string name = _file.Header[column];
        if (format.Kind == ColumnKind.Times)
        {
            bool isDate = format.Times.IsDate;
            throw new UserException(
                $"{_file.Name}, column '{name}': '{_columns[column].Example}' is a {(isDate ? "date" : "time")}, and a "
                    + $"{ColumnReport.Describe(role)} is a number; make it one with --sql, such as epoch(\"{name}\""
                    + $"{(isDate ? "" : "::varchar::interval")}).");
        }
        if (_columns[column].Fits(format.Numbers))
            return format;
        RequireOneWriting(column);
        throw NotNumber(column, isTarget: true);
    }

    /// <summary>The mistake of a column that should hold numbers and does not.</summary>
    public UserException NotNumber(int column, bool isTarget = false)
    {
        ColumnProfile profile = _columns[column];
        var (place, cell) = profile.FirstMisfit(profile.UsualNumbers)!.Value;
        return _file.Mistake(place, column,
            $"{Shown(cell)} is not a number; write numbers as {profile.UsualNumbers.Name}"
                + (profile.CountOf(profile.UsualNumbers) == 0 ? ""
                    : $", {AsMissing(cell)}")
                + (isTarget ? "" : ", or name the column with --categorical"));
    }

    /// <summary>A cell in a message.</summary>
    public static string Shown(ReadOnlySpan<char> cell) => cell.Length > 40 ? $"'{cell[..40]}…'" : $"'{cell}'";

    /// <summary>What to do with a cell that stands for a missing one, in a message.</summary>
    public static string AsMissing(ReadOnlySpan<char> cell) =>
        $"name it with --na{(cell[0] == '-' ? '=' : ' ')}{Shown(cell)} if it stands for a missing one";

    // Days may be written without signs between later, or with them; and hours left out where there are none.
    private static bool IsOf(string? name, TimeFormat format) =>
        name == format.Name
        || (format == TimeFormat.Compact && TimeFormat.All.Any(f => f.Name == name && f.IsDate))
        || (format == TimeFormat.Minutes && name == TimeFormat.Seconds.Name);

    // The name of a format is its example, with a unit behind it where there is one.
    private static bool IsOf(string? name, NumberFormat format) =>
        name is not null && (name == format.Name || name.StartsWith(format.Name + ' ', StringComparison.Ordinal));

    // 19:30 beside 1:02:15 is a time of day, or minutes and seconds.
    private void RequireOneTime(int column, TimeFormat times)
    {
        ColumnProfile profile = _columns[column];
        if (times != TimeFormat.Clock || !profile.Fits(TimeFormat.Minutes) || profile.Fits(TimeFormat.Hours)
            || profile.Fits(TimeFormat.Seconds))
            return;
        var (place, cell) = profile.FirstMisfit(TimeFormat.Seconds)!.Value;
        throw _file.Mistake(place, column,
            $"{Shown(cell)} may be minutes and seconds, or hours and minutes, beside "
                + $"{Shown(profile.FirstMisfit(TimeFormat.Hours)!.Value.Cell)}; write it as 0:{cell} or {cell}:00, or "
                + "leave the column out with --exclude");
    }

    private void RequireUnit(int column, string? usual)
    {
        if (_columns[column].Unit is not { } unit || NumberFormat.All.FirstOrDefault(f => IsOf(usual, f)) is not { } of)
            return;
        string wanted = usual![of.Name.Length..].TrimStart();
        if (wanted.Length > 0 && wanted != unit)
            throw new UserException(
                $"{_file.Name}, column '{_file.Header[column]}': {Shown(_columns[column].Example)} is in {unit}, and "
                    + $"the training rows were in {wanted}; convert the column.");
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

    private static TimeFormat? FindTimes(ColumnProfile profile)
    {
        bool dayFirst = profile.Fits(TimeFormat.DayFirst), monthFirst = profile.Fits(TimeFormat.MonthFirst);
        if (dayFirst && monthFirst)
            // Where no day is above 12: with slashes as in America.
            return profile.Example.Contains('/', StringComparison.Ordinal) ? TimeFormat.MonthFirst
                : TimeFormat.DayFirst;
        return TimeFormat.All.FirstOrDefault(f => f != TimeFormat.Compact && profile.Fits(f));
    }

    private bool HasDecimalCommas() => _columns.Values.Any(p => p.Cells > 0 && !p.Fits(NumberFormat.Invariant)
        && !p.Fits(NumberFormat.English) && NumberFormat.All.Any(f => f.Point == ',' && p.Fits(f)));

    private bool HasDecimalPoints() => _columns.Values.Any(p => p.Cells > 0 && p.HasDecimalPoints
        && (p.Fits(NumberFormat.Invariant) || p.Fits(NumberFormat.English)));
}
