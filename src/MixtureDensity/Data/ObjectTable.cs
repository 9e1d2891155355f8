using System.Collections;
using System.Globalization;
using System.Reflection;

namespace MixtureDensity;

/// <summary>Makes columns of the values of objects.</summary>
internal static class ObjectTable
{
    private static readonly DateTime Origin = new(1970, 1, 1, 0, 0, 0, DateTimeKind.Unspecified);

    /// <summary>
    /// The columns of some rows: the public properties of objects, or the entries of dictionaries.
    /// </summary>
    /// <exception cref="ArgumentException">There is no row, a row lacks a column, or a value is neither a number, a
    /// text, a truth value, an enum nor a time.</exception>
    public static IReadOnlyList<TableColumn> Columns(IReadOnlyList<object> rows)
    {
        if (rows.Count == 0)
            throw new ArgumentException("There are no rows, and so no columns.", nameof(rows));
        var cells = new Dictionary<string, object?[]>();
        for (int row = 0; row < rows.Count; row++)
        {
            int seen = 0;
            foreach (var (name, value) in Cells(rows[row]))
            {
                if (row == 0)
                    cells[name] = new object?[rows.Count];
                if (!cells.TryGetValue(name, out object?[]? column))
                    throw new ArgumentException($"Row {row} has '{name}', which row 0 lacks.", nameof(rows));
                column[row] = value;
                seen++;
            }
            if (seen != cells.Count)
                throw new ArgumentException($"Row {row} has {seen} values, and row 0 {cells.Count}.", nameof(rows));
        }
        return [.. cells.Select(c => Column(c.Key, c.Value))];
    }

    private static IEnumerable<(string Name, object? Value)> Cells(object row) => row switch
    {
        null => throw new ArgumentNullException(nameof(row)),
        IDictionary entries => entries.Keys.Cast<object>().Select(key => ($"{key}", entries[key])),
        IEnumerable<KeyValuePair<string, object?>> entries => entries.Select(e => (e.Key, e.Value)),
        IEnumerable<KeyValuePair<string, double>> entries => entries.Select(e => (e.Key, (object?)e.Value)),
        IEnumerable or IConvertible or DateTimeOffset or DateOnly => throw new ArgumentException(
            $"A row is an object with a property for each column, such as new {{ x = 80.0 }}, or a dictionary; a "
                + $"{row.GetType().Name} is neither.", nameof(row)),
        _ => row.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.CanRead && p.GetIndexParameters().Length == 0).Select(p => (p.Name, p.GetValue(row))),
    };

    private static TableColumn Column(string name, object?[] values)
    {
        object? first = values.FirstOrDefault(v => v is not null);
        if (first is string or bool or Enum or char)
            return new TextColumn(name, [.. values.Select(v => v is null or string or bool or Enum or char
                ? v?.ToString() : throw Mixed(name, first, v))]);
        return new NumericColumn(name, [.. values.Select(v => Number(name, first, v))])
        {
            IsTime = first is DateTime or DateTimeOffset or DateOnly,
        };
    }

    private static double Number(string name, object? first, object? value)
    {
        bool isTime = first is DateTime or DateTimeOffset or DateOnly;
        return value switch
        {
            null => double.NaN,
            DateTime time when isTime => (time - Origin).TotalDays,
            DateTimeOffset time when isTime => (time.UtcDateTime - Origin).TotalDays,
            DateOnly day when isTime => (day.ToDateTime(default) - Origin).TotalDays,
            double or float or decimal or long or int or short or sbyte or ulong or uint or ushort or byte
                when !isTime => Convert.ToDouble(value, CultureInfo.InvariantCulture),
            Half number when !isTime => (double)number,
            Int128 number when !isTime => (double)number,
            UInt128 number when !isTime => (double)number,
            _ => throw Mixed(name, first, value),
        };
    }

    private static ArgumentException Mixed(string name, object? first, object? value) => first!.GetType()
        == value!.GetType()
            ? new($"Column '{name}' holds a {value.GetType().Name}; expected numbers, texts, truth values, enums or "
                + "times.")
            : new($"Column '{name}' holds a {first.GetType().Name} and a {value.GetType().Name}.");
}
