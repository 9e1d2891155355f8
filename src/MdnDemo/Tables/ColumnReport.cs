using System.Globalization;

namespace MdnDemo.Tables;

/// <summary>What was understood of a table's columns, and which are left out.</summary>
/// <param name="file">The table.</param>
internal sealed class ColumnReport(TableFile file)
{
    // A text that is another one in so many of the rows is a name of the row.
    private const double NearlyAll = 0.9;
    private const int MinCells = 20;

    private readonly Dictionary<int, string> _lines = [];
    private int _used;

    /// <summary>Receives what is left out.</summary>
    public TextWriter Warnings { get; } = new StringWriter(CultureInfo.InvariantCulture);

    /// <summary>Leaves a column out.</summary>
    public void LeaveOut(int column, string reason)
    {
        string name = file.Header[column].Length > 0 ? $"'{file.Header[column]}'" : $"{column + 1}";
        Warnings.WriteLine($"Warning: {file.Name}, column {name}: {reason}; it is left out.");
        _lines[column] = $"left out: {reason}";
    }

    /// <summary>Leaves a column out whose texts say which row it is and nothing else.</summary>
    public bool LeavesOut(int column, ColumnFormat format, TableProfile profile)
    {
        ColumnProfile own = profile[column];
        if (format.Kind != ColumnKind.Texts || own.Cells < MinCells || own.Texts < NearlyAll * own.Cells)
            return false;
        LeaveOut(column, string.Create(CultureInfo.InvariantCulture,
            $"its texts differ in nearly every row, such as {TableProfile.Shown(own.Example)} ({own.Texts:N0} in "
                + $"{own.Cells:N0} rows; --input takes it all the same)"));
        return true;
    }

    /// <summary>Notes a column that is used.</summary>
    public void Add(int column, ColumnFormat format, ColumnProfile profile, bool isTarget = false)
    {
        _used += isTarget ? 0 : 1;
        string kind = format.Kind != ColumnKind.Texts ? format.ToString()
            : string.Create(CultureInfo.InvariantCulture, $"{profile.Texts:N0} {format}");
        string missing = profile.Missing > 0 ? $", {Count.Format(profile.Missing, "missing cell")}" : "";
        _lines[column] = (isTarget ? "target, " : "") + kind + missing;
    }

    /// <summary>Reports it: one line, a line a column where that is asked for, and the warnings.</summary>
    public void Tell(TextWriter output, long rows, bool isVerbose)
    {
        output.WriteLine(Line(file, rows) + (_used > 0 ? $", {Count.Format(_used, "input")}" : "")
            + Texts("categories", "categor") + Texts("times", "times") + ".");
        if (isVerbose)
        {
            for (int i = 0; i < file.Header.Count; i++)
                output.WriteLine($"  {Named(i)}: {_lines.GetValueOrDefault(i, "not used")}");
        }
        output.Write(Warnings.ToString());
    }

    /// <summary>What was understood of a table, without the full stop.</summary>
    public static string Line(TableFile file, long rows) =>
        $"Read {file.Name}: {file.Kind}, {Count.Format(rows, "row")}, {Count.Format(file.Header.Count, "column")}"
            + (file.PassedOver.Length > 0 ? $", passed over {file.PassedOver}" : "");

    private string Texts(string what, string mark)
    {
        string[] names = [.. _lines.Where(l => l.Value.Contains(mark, StringComparison.Ordinal)
            && !l.Value.StartsWith("left", StringComparison.Ordinal)).OrderBy(l => l.Key)
            .Select(l => mark == "categor" ? $"{Named(l.Key)} ({l.Value.Split(' ')[0]})" : Named(l.Key))];
        const int Shown = 5;
        return names.Length == 0 ? ""
            : $"; {what}: {string.Join(", ", names.Take(Shown))}{(names.Length > Shown ? ", …" : "")}";
    }

    private string Named(int column) => file.Header[column].Length > 0 ? file.Header[column] : $"column {column + 1}";
}
