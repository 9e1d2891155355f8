using System.Globalization;
using MixtureDensity;

namespace MdnDemo.Tables;

/// <summary>One row for a model, from texts such as <c>waiting=80</c>.</summary>
/// <param name="Table">The row.</param>
/// <param name="Inputs">The inputs as they were written.</param>
/// <param name="Unknown">The texts that no training row had, as sentences.</param>
internal sealed record RowCase(Table Table, IReadOnlyList<(string Name, string Text)> Inputs,
    IReadOnlyList<string> Unknown)
{
    private const int ShownCategories = 8;

    /// <summary>Parses the row.</summary>
    /// <param name="texts">The inputs, each as name=value.</param>
    /// <param name="schema">The columns of the model.</param>
    /// <param name="markers">The markers of missing values.</param>
    /// <exception cref="UserException">An input is missing, unknown, duplicate or not a number.</exception>
    public static RowCase Parse(IReadOnlyList<string> texts, TableSchema schema, MissingMarkers markers)
    {
        string[] names = [.. schema.Inputs.Select(i => i.Name).Distinct()];
        Dictionary<string, string> cells = [];
        foreach (string text in texts)
        {
            string name = NameIn(text, names);
            if (!cells.TryAdd(name, text[(name.Length + 1)..].Trim()))
                throw new UserException($"--row names '{name}' twice; name it once.");
        }
        string[] missing = [.. names.Where(n => !cells.ContainsKey(n))];
        if (missing.Length > 0)
            throw new UserException($"--row lacks {string.Join(", ", missing.Select(n => $"'{n}'"))}; write "
                + $"{missing[0]}=value, or {missing[0]}=NA for a missing value.");
        List<string> unknown = [];
        TableColumn[] columns = [.. names.Select(name => ColumnOf(schema.Inputs.First(i => i.Name == name)))];
        return new RowCase(new Table(columns), [.. names.Select(n => (n, cells[n]))], unknown);

        TableColumn ColumnOf(InputEncoding input)
        {
            string cell = cells[input.Name];
            bool isMissing = markers.Contains(cell);
            if (input is NumericEncoding numeric)
                return new NumericColumn(input.Name, [isMissing ? double.NaN : NumberIn(cell, numeric)]);
            var categories = (OneHotEncoding)input;
            if (!isMissing && !categories.Categories.Contains(cell))
            {
                string more = categories.Categories.Count > ShownCategories ? ", …" : "";
                unknown.Add($"{input.Name} '{cell}' was in no training row, or in few; the model knows "
                    + $"{string.Join(", ", categories.Categories.Take(ShownCategories).Select(c => $"'{c}'"))}{more}.");
            }
            return new TextColumn(input.Name, [isMissing ? null : cell]);
        }
    }

    /// <summary>The input that a text is about. Its name may hold the sign that ends it.</summary>
    private static string NameIn(string text, string[] names)
    {
        string? name = names.Where(n => text.StartsWith(n + '=', StringComparison.Ordinal)).MaxBy(n => n.Length);
        if (name is not null)
            return name;
        int sign = text.IndexOf('=', StringComparison.Ordinal);
        throw new UserException(sign < 0
            ? $"--row is '{text}'; write name=value, such as {names[0]}=1."
            : $"--row: the model has no input '{text[..sign]}'; {NearestNames.Hint(text[..sign], names)}.");
    }

    // Numbers are those of a command line, or as the training rows had them.
    private static double NumberIn(string cell, NumericEncoding input)
    {
        ColumnFormat format = ColumnFormat.Named(input.Format);
        bool isTime = format.Kind == ColumnKind.Times;
        double value = double.NaN;
        bool isRead = (!isTime && NumberFormat.Invariant.TryParse(cell, out value)) || format.TryParse(cell, out value);
        if (isRead && Math.Abs(value) <= ColumnBuilder.MaxNumber)
            return value;
        string example = !isTime ? format.Name ?? format.Numbers.Name
            : !format.Times.IsDate ? format.Times.Name
            : format.Times == TimeFormat.YearFirst ? "2024-03-25"
            : $"2024-03-25, or {format.Times.Name} as in the training rows";
        throw new UserException(isRead
            ? string.Create(CultureInfo.InvariantCulture, $"--row: {input.Name} is {cell}, beyond ±1E+100.")
            : $"--row: {input.Name} is {TableProfile.Shown(cell)}, which is no {(isTime ? "time" : "number")}; "
                + $"write it as {example}.");
    }
}
