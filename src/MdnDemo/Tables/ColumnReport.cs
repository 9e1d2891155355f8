using System.Globalization;
using MixtureDensity;

namespace MdnDemo.Tables;

/// <summary>A report on how the columns of a table were read, and which are not used.</summary>
/// <param name="file">The table.</param>
internal sealed class ColumnReport(TableFile file)
{
    // If this fraction of the texts are distinct, they name the rows.
    private const double NearlyAll = 0.9;
    private const int MinCells = 20;

    private const int MaxNames = 5;

    private readonly SortedDictionary<int, (ColumnFormat Format, ColumnProfile Profile, ColumnRole Role)> _used = [];
    private readonly Dictionary<int, string> _ignored = [];

    /// <summary>Receives the warnings about columns that are not used.</summary>
    public TextWriter Warnings { get; } = new StringWriter(CultureInfo.InvariantCulture);

    /// <summary>Warns that a column is not used.</summary>
    public void Ignore(int column, string reason)
    {
        string name = file.Header[column].Length > 0 ? $"'{file.Header[column]}'" : $"{column + 1}";
        Warnings.WriteLine($"Warning: {file.Name}, column {name}: {reason}; it is not used.");
        _ignored[column] = reason;
    }

    /// <summary>Ignores a column of texts that only name the rows.</summary>
    /// <returns>Whether it did.</returns>
    public bool IgnoreNames(int column, ColumnFormat format, TableProfile profile)
    {
        ColumnProfile own = profile[column];
        if (format.Kind != ColumnKind.Texts || own.Cells < MinCells || own.Texts < NearlyAll * own.Cells)
            return false;
        Ignore(column, ListHint(column) ?? string.Create(CultureInfo.InvariantCulture,
            $"its texts differ in nearly every row, such as {TableProfile.Shown(own.Example)} ({own.Texts:N0} in "
                + $"{own.Cells:N0} rows; --input takes it all the same)"));
        return true;
    }

    /// <summary>Warns of a column whose categories are lists.</summary>
    public void WarnOfLists(int column)
    {
        if (ListHint(column) is { } hint)
            Warnings.WriteLine(
                $"Warning: {file.Name}, column '{file.Header[column]}': {hint}; each of them is a category.");
    }

    /// <summary>Warns of a column of numbers that are categories because they are in several units.</summary>
    public void WarnOfUnits(int column, ColumnFormat format, ColumnProfile profile)
    {
        if (format.Kind == ColumnKind.Texts && profile.MixedUnits is { Count: > 0 } units)
            Warnings.WriteLine(
                $"Warning: {file.Name}, column '{file.Header[column]}': its numbers are in "
                    + $"{string.Join(" and ", units.Select(u => u.Length > 0 ? $"'{u}'" : "no unit"))}; each text is a "
                    + "category. Convert them to one unit.");
    }

    /// <summary>Warns of a column of dates whose days may be months.</summary>
    public void WarnOfDays(int column, ColumnFormat format, ColumnProfile profile)
    {
        if (format.Kind == ColumnKind.Times && profile.EitherDay is { } date)
            Warnings.WriteLine(
                $"Warning: {file.Name}, column '{file.Header[column]}': no day is above 12, so '{date}' is read as "
                    + $"{format.Name}; write it as year-month-day if it is not.");
    }

    /// <summary>Warns of outliers.</summary>
    public void WriteOutliers(IEnumerable<Outliers> outliers, TableRows rows)
    {
        foreach (Outliers each in outliers)
        {
            bool isTime = rows.Table[each.Column] is NumericColumn { IsTime: true };
            string Shown(double value) => isTime
                ? DateTime.UnixEpoch.AddDays(value).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
                : value.ToString(CultureInfo.InvariantCulture);
            string more = each.Count == 1 ? "it counts"
                : $"it and {Count.Format(each.Count - 1, "more outlier")} count";
            string hint = MissingCode.Find((NumericColumn)rows.Table[each.Column]) is { } code
                ? $"; {TableProfile.AsMissing($"{code.Value}")}" : "";
            Warnings.WriteLine(
                $"Warning: {rows.Places[each.Row]}, column '{each.Column}': {Shown(each.Value)} is absurdly far from "
                    + $"the others, which lie between {Shown(each.Min)} and {Shown(each.Max)}; {more} as the nearest "
                    + $"of them (--outliers keep takes all as they are{hint}).");
        }
    }

    /// <summary>Warns of numbers of many rows that may stand for missing ones.</summary>
    public void WarnOfCodes(IEnumerable<string> columns, TableRows rows)
    {
        foreach (NumericColumn column in columns.Select(name => rows.Table[name]).OfType<NumericColumn>())
        {
            if (MissingCode.Find(column) is { } code)
                Warnings.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"Warning: {file.Name}, column '{column.Name}': {Count.Format(code.Rows, "row")} have "
                        + $"{code.Value}, and all others lie between {code.Min} and {code.Max}; "
                        + $"{TableProfile.AsMissing($"{code.Value}")}."));
        }
    }

    /// <summary>Notes a column that is used.</summary>
    public void Add(int column, ColumnFormat format, ColumnProfile profile, ColumnRole role = ColumnRole.Input) =>
        _used[column] = (format, profile, role);

    /// <summary>Writes one line for the table, one for each column if that is asked for, and the warnings.</summary>
    public void Write(TextWriter output, long rows, bool isVerbose)
    {
        TableNotes notes = Notes(rows);
        output.WriteLine(notes.Summary);
        foreach (var (column, what) in isVerbose ? notes.Columns : [])
            output.WriteLine($"  {column}: {what}");
        output.Write(Warnings.ToString());
    }

    /// <summary>The report.</summary>
    public TableNotes Notes(long rows)
    {
        int inputs = _used.Values.Count(c => c.Role == ColumnRole.Input);
        string summary = Line(file, rows) + (inputs > 0 ? $", {Count.Format(inputs, "input")}" : "")
            + Names("categories", ColumnKind.Texts) + Names("times", ColumnKind.Times) + ".";
        return new TableNotes(
            summary, [.. file.Header.Select((_, i) => (Named(i), Describe(i)))],
            Warnings.ToString()!.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>A summary of a table, without the full stop.</summary>
    public static string Line(TableFile file, long rows) =>
        $"Read {file.Name}: {file.Kind}, {Count.Format(rows, "row")}, {Count.Format(file.Header.Count, "column")}"
            + (file.PassedOver.Length > 0 ? $", passed over {file.PassedOver}" : "");

    /// <summary>A description of a column.</summary>
    /// <param name="format">How its cells are read.</param>
    /// <param name="missing">The number of missing cells.</param>
    /// <param name="categories">The number of categories, if that is known.</param>
    public static string Describe(ColumnFormat format, long missing, ColumnRole role, int? categories = null) =>
        (role == ColumnRole.Input ? "" : $"{Describe(role)}, ")
            + (categories == 1 ? "1 category" : Numbered(categories) + format)
            + (missing > 0 ? $", {Count.Format(missing, "missing cell")}" : "");

    /// <summary>The role of a column, in a message.</summary>
    public static string Describe(ColumnRole role) => role switch
    {
        ColumnRole.Target => "target",
        ColumnRole.Weight => "weight",
        _ => "input",
    };

    private string? ListHint(int column) =>
        file.Types is { } types ? NestedRows.HintForElements(file.Header[column], types[column]) : null;

    private string Describe(int column) =>
        _used.TryGetValue(column, out var used)
            ? Describe(used.Format, used.Profile.Missing, used.Role,
                used.Format.Kind == ColumnKind.Texts ? used.Profile.Texts : null)
            : _ignored.TryGetValue(column, out string? reason) ? $"not used: {reason}" : "not used";

    private static string Numbered(int? categories) =>
        categories is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{categories:N0} ");

    private string Names(string what, ColumnKind kind)
    {
        string[] names =
        [
            .. _used.Where(c => c.Value.Format.Kind == kind).Select(c => kind == ColumnKind.Texts
                ? $"{Named(c.Key)} ({Numbered(c.Value.Profile.Texts).TrimEnd()})"
                : Named(c.Key)),
        ];
        return names.Length == 0 ? ""
            : $"; {what}: {string.Join(", ", names.Take(MaxNames))}{(names.Length > MaxNames ? ", …" : "")}";
    }

    private string Named(int column) => file.Header[column].Length > 0 ? file.Header[column].ReplaceLineEndings(" ")
        : $"column {column + 1}";
}
