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
    private const int MinRows = 20;
    private const int MaxCategories = 200;
    private const int MaxTargets = 1000;

    // What varies by less has no variance that is a number.
    private const double MinRange = 1e-100;

    /// <summary>Reads it, and tells on standard error what of it is left out.</summary>
    /// <param name="path">The file.</param>
    /// <param name="inputs">The input columns; all but the targets where none is named.</param>
    /// <param name="targets">The target columns.</param>
    /// <param name="categorical">Columns whose numbers are names.</param>
    /// <param name="group">The column to keep together in folds, no input unless it is named as one.</param>
    /// <param name="time">The column to split by in order.</param>
    /// <param name="dropMissing">Whether rows with an empty cell are left out.</param>
    /// <param name="folds">The number of folds.</param>
    /// <exception cref="UserException">It cannot be read, or nothing can be learnt from it.</exception>
    public static TrainingTable Read(
        string path, IReadOnlyList<string> inputs, IReadOnlyList<string> targets, IReadOnlyList<string> categorical,
        string? group, string? time, bool dropMissing, int folds)
    {
        string[] splitBy = [.. new[] { group, time }.OfType<string>()];
        using CsvFile file = CsvFile.Open(path);
        foreach (string name in inputs.Concat(targets).Concat(categorical).Concat(splitBy))
            file.ColumnOf(name);
        IReadOnlyList<string> used =
            inputs.Count > 0 ? inputs : [.. file.Header.Except(targets).Where(c => c != group)];
        RequireEachOnce([.. used, .. targets], categorical, targets);
        if (targets.Count > MaxTargets)
            throw new UserException(
                $"--target names {Count.Format(targets.Count, "column")}; at most "
                    + $"{Count.Format(MaxTargets, "column")} fit into a model.");
        if (used.Count == 0)
            throw new UserException($"{file.Name} has no column but the targets; --input needs at least one.");

        var reader = new TableReader(
            file,
            [
                .. used.Concat(splitBy.Except(targets)).Distinct()
                    .Select(c => (c, categorical.Contains(c) ? false : (bool?)null)),
                .. targets.Select(c => (c, (bool?)true)),
            ],
            dropMissing);
        Table rows = reader.Read(int.MaxValue)?.Table ?? new Table([]);
        reader.TellDropped();
        return From(file.Name, rows, used, targets, folds, Console.Error);
    }

    /// <summary>Some rows to learn from, without the inputs that are the same in all of them.</summary>
    /// <param name="name">What they are, for messages.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="inputs">The input columns.</param>
    /// <param name="targets">The target columns.</param>
    /// <param name="folds">How many parts the rows must make.</param>
    /// <param name="warnings">Told which inputs are left out.</param>
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
        }
        return new TrainingTable(name, rows, WithoutConstants(name, rows, inputs, warnings), targets);
    }

    /// <summary>
    /// The least-squares line of the first target over the first input, a column of numbers that varies.
    /// </summary>
    /// <returns>The slope, in units of the target per unit of the input, and the value at 0.</returns>
    public (double Slope, double Intercept) RegressionLine()
    {
        double[] x = Rows.Numbers(Inputs[0]), y = Rows.Numbers(Targets[0]);
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
            if (IsConstant(rows[input]))
                warnings.WriteLine(
                    $"Warning: {name}, column '{input}' has the same value in all rows; it is left out.");
            else if (rows[input] is TextColumn texts && texts.Values.Distinct().Count() > MaxCategories)
                throw new UserException(
                    $"{name}, column '{input}' has more than {MaxCategories} different texts; name the columns to use "
                        + $"with --input.");
            else
                left.Add(input);
        }
        return left.Count > 0 ? left
            : throw new UserException($"{name} has no input column that varies; --input needs at least one.");
    }

    private static bool IsConstant(TableColumn column) => column switch
    {
        NumericColumn numbers => numbers.Values.Max() - numbers.Values.Min() < MinRange,
        TextColumn texts => texts.Values.Distinct().Count() < 2,
        _ => throw new ArgumentOutOfRangeException(nameof(column)),
    };

    private static void RequireEachOnce(string[] columns, IReadOnlyList<string> categorical,
        IReadOnlyList<string> targets)
    {
        string? twice = columns.GroupBy(c => c).FirstOrDefault(g => g.Count() > 1)?.Key;
        if (twice is not null)
            throw new UserException($"Column '{twice}' is named twice; a column is an input or a target, once.");
        string? both = categorical.Intersect(targets).FirstOrDefault();
        if (both is not null)
            throw new UserException($"Column '{both}' is a target and --categorical; a target is a number.");
    }
}
