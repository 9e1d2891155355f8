using System.Globalization;

namespace MixtureDensity;

/// <summary>
/// Numbers of a column that lie absurdly far from all others, such as typing errors; a training takes them for the
/// nearest number that is not an outlier (winsorising).
/// </summary>
/// <remarks>
/// A single number that is 1,000 times too large would otherwise decide the mean, the deviation and the bins of an
/// input, and the loss of a target. The quantiles are those of the different numbers, so that a column of zeros with a
/// few amounts keeps all of them.
/// </remarks>
/// <param name="Column">The name of the column.</param>
/// <param name="Count">The number of rows with such a number.</param>
/// <param name="Row">The first of them, from 0.</param>
/// <param name="Value">The number there.</param>
/// <param name="Min">The least number of the column that is no outlier.</param>
/// <param name="Max">The largest.</param>
public sealed record Outliers(string Column, int Count, int Row, double Value, double Min, double Max)
{
    // An outlier is this many times as far from the nearer of the 1 % and the 99 % quantile as these are from each
    // other: 49 standard deviations of a normal distribution, and 36 of a log-normal one with σ = 1.
    private const double Spans = 10;
    private const double Tail = 0.01;
    private const int MinRows = 20;

    /// <summary>Finds the outliers of numeric columns; columns without any are absent.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="columns">The names of the columns; those of texts have none.</param>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public static IReadOnlyList<Outliers> Find(Table table, IEnumerable<string> columns) =>
        [.. columns.Select(name => table[name]).OfType<NumericColumn>().Select(Find).OfType<Outliers>()];

    /// <summary>A table in which outliers are replaced by the nearest number that is not an outlier.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="outliers">The outliers of some columns.</param>
    public static Table Clip(Table table, IEnumerable<Outliers> outliers)
    {
        Dictionary<string, Outliers> found = outliers.ToDictionary(o => o.Column);
        return found.Count == 0 ? table : new Table([.. table.Columns.Select(column =>
            column is NumericColumn numbers && found.TryGetValue(column.Name, out Outliers? own)
                ? numbers with { Values = [.. numbers.Values.Select(v => Math.Clamp(v, own.Min, own.Max))] }
                : column)]);
    }

    /// <summary>The outliers in one line: y: 1 outlier, 4312 in row 17; all others lie between −2 and 4.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Column}: {Count:N0} {(Count == 1 ? "outlier" : "outliers")}, {Value:G6} in row {Row}; all others lie "
            + $"between {Min:G6} and {Max:G6}");

    private static Outliers? Find(NumericColumn column)
    {
        double[] present = [.. column.Values.Where(double.IsFinite)];
        if (present.Length < MinRows)
            return null;
        double[] sorted = [.. present.Distinct().Order()];
        // At least one number on each side may be wrong.
        int tail = Math.Max(1, (int)(Tail * sorted.Length));
        if (sorted.Length <= 2 * tail)
            return null;
        double low = sorted[tail], high = sorted[^(1 + tail)], reach = Spans * (high - low);
        // Amounts that grow by factors reach far, and are near on a logarithmic scale: within 7 standard deviations.
        double logReach = sorted[0] > 0 ? Math.Log(high / low) : 0;
        bool IsOutlier(double value) => double.IsFinite(value) && (value < low - reach || value > high + reach)
            && (sorted[0] <= 0 || Math.Log(value / high) > logReach || Math.Log(low / value) > logReach);
        int[] rows = [.. Enumerable.Range(0, column.Length).Where(row => IsOutlier(column.Values[row]))];
        // What many rows have is a code, such as 999 for no answer.
        bool areRare = rows.Length <= 2 * Math.Max(1, (int)(Tail * present.Length));
        if (rows.Length == 0 || !areRare || !(reach > 0 && double.IsFinite(reach)))
            return null;
        return new Outliers(column.Name, rows.Length, rows[0], column.Values[rows[0]],
            sorted.First(v => !IsOutlier(v)), sorted.Last(v => !IsOutlier(v)));
    }
}
