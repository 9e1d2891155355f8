using MixtureDensity;

namespace MdnDemo.Tables;

/// <summary>A table to learn from, and which of its columns are which.</summary>
/// <param name="Name">The file, for messages and titles.</param>
/// <param name="Rows">The rows.</param>
/// <param name="Inputs">The input columns.</param>
/// <param name="Targets">The target columns.</param>
internal sealed record TrainingTable(string Name, Table Rows, IReadOnlyList<string> Inputs,
    IReadOnlyList<string> Targets)
{
    /// <summary>The column of the rows' weights; null if all count the same.</summary>
    public string? Weight { get; init; }

    /// <summary>The columns of the file that are none of these.</summary>
    public IReadOnlyList<string> Unused { get; init; } = [];

    /// <summary>The number of rows that were skipped.</summary>
    public long Skipped { get; init; }

    private const int MinRows = 20;

    // What varies by less has no variance that is a number.
    private const double MinRange = 1e-100;

    /// <summary>What was understood of the file.</summary>
    public TableNotes Notes { get; init; } = TableNotes.None;

    /// <summary>Some rows to learn from, without the inputs that are the same in all of them.</summary>
    /// <param name="name">What they are, for messages.</param>
    /// <param name="inputs">The input columns.</param>
    /// <param name="targets">The target columns.</param>
    /// <param name="folds">How many parts the rows must make.</param>
    /// <param name="warnings">Receives which inputs are not used.</param>
    /// <exception cref="UserException">Nothing can be learnt from them.</exception>
    public static TrainingTable From(
        string name, Table rows, IReadOnlyList<string> inputs, IReadOnlyList<string> targets, int folds,
            TextWriter warnings)
    {
        int fewest = Math.Max(MinRows, 2 * folds);
        if (rows.Rows < fewest)
            throw new UserException(
                $"{name} has {Count.Format(rows.Rows, "row")} to learn from; at least {fewest} are needed.");
        foreach (string target in targets)
        {
            if (IsConstant(rows[target]))
                throw new UserException(
                    $"{name}, column '{target}': the target has the same value in all rows; there is nothing to "
                        + $"predict.");
            if (HasTinyRange(rows[target]))
                throw new UserException($"{name}, column '{target}': the target {TooClose(target)}.");
        }
        return new TrainingTable(name, rows, WithoutConstants(name, rows, inputs, warnings), targets);
    }

    /// <summary>The same for pictures, whose axes a single outlier would stretch.</summary>
    public TrainingTable WithoutOutliers(ModelFit fit) => this with { Rows = Outliers.Clip(Rows, fit.Outliers) };

    /// <summary>
    /// The least-squares line of a target over the first input, a column of numbers that varies.
    /// </summary>
    /// <param name="target">The target, from 0.</param>
    /// <returns>The slope, in units of the target per unit of the input, and the value at 0.</returns>
    public (double Slope, double Intercept) RegressionLine(int target)
    {
        // A missing input has no place on the line.
        (double X, double Y)[] points =
            [.. Rows.Numbers(Inputs[0]).Zip(Rows.Numbers(Targets[target])).Where(p => !double.IsNaN(p.First))];
        double[] x = [.. points.Select(p => p.X)], y = [.. points.Select(p => p.Y)];
        double meanX = x.Average(), meanY = y.Average();
        double slope = x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum() / x.Sum(a => (a - meanX) * (a - meanX));
        return (slope, meanY - slope * meanX);
    }

    private static List<string> WithoutConstants(string name, Table rows, IReadOnlyList<string> inputs,
        TextWriter warnings)
    {
        List<string> left = [];
        foreach (string input in inputs)
        {
            string? why = !HasValue(rows[input]) ? "has no value"
                : IsConstant(rows[input]) ? "has the same value in all rows"
                : HasTinyRange(rows[input]) ? TooClose(input) : null;
            if (why is null)
                left.Add(input);
            else
                warnings.WriteLine($"Warning: {name}, column '{input}' {why}; it is not used.");
        }
        return left.Count > 0 ? left
            : throw new UserException($"{name} has no input column that varies; --input needs at least one.");
    }

    // A missing cell is another value.
    private static bool IsConstant(TableColumn column) => column is NumericColumn numbers
        ? IsConstant(numbers.Values) : ((TextColumn)column).Values.Distinct().Take(2).Count() < 2;

    private static bool HasValue(TableColumn column) => column is NumericColumn numbers
        ? !numbers.Values.All(double.IsNaN) : ((TextColumn)column).Values.Any(text => text is not null);

    private static bool IsConstant(double[] values)
    {
        double[] present = [.. values.Where(v => !double.IsNaN(v))];
        return present.Length == 0 || (present.Length == values.Length && present.Max() == present.Min());
    }

    private static bool HasTinyRange(TableColumn column) => column is NumericColumn numbers
        && numbers.Values.Where(v => !double.IsNaN(v)).ToArray() is { Length: > 0 } present
        && present.Max() - present.Min() is > 0 and < MinRange;

    private static string TooClose(string column) => "varies by less than 1E-100, too little to compute with; scale "
        + $"it up, as with --sql 'select * replace ({DuckDb.Name(column)} * 1e200 as "
        + $"{DuckDb.Name(column)}) from data'";
}
