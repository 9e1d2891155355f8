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
    private const int MaxTargets = 1000;

    // What varies by less has no variance that is a number.
    private const double MinRange = 1e-100;

    /// <summary>What was understood of the file.</summary>
    public TableNotes Notes { get; init; } = TableNotes.None;

    /// <summary>Reads it, and reports on standard error what was understood and what is not used.</summary>
    /// <param name="path">The file.</param>
    /// <param name="choice">Which of its columns are which.</param>
    /// <param name="options">How it is read.</param>
    /// <param name="folds">How many parts the rows must make.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="UserException">It cannot be read, or nothing can be learnt from it.</exception>
    public static TrainingTable Read(string path, ColumnChoice choice, ReadOptions options, int folds,
        CancellationToken cancellation)
    {
        using TableFile file = TableFile.Open(path, options);
        var report = new ColumnReport(file);
        IReadOnlyList<string> targets = choice.Targets;
        foreach (string name in choice.Inputs.Concat(targets).Concat(choice.Categorical).Concat(choice.Excluded)
            .Concat(choice.SplitBy).Concat(choice.Weights))
            file.ColumnOf(name);
        bool areNamed = choice.Inputs.Count > 0;
        List<int> used = [.. areNamed ? choice.Inputs.Select(file.IndexOf) : FindInputs(file, choice, report)];
        RequireEachOnce([.. used.Select(c => file.Header[c]), .. targets], choice);
        if (targets.Count > MaxTargets)
            throw new UserException(
                $"--target names {Count.Format(targets.Count, "column")}; at most "
                    + $"{Count.Format(MaxTargets, "column")} fit into a model.");
        if (used.Count == 0)
            throw new UserException($"{file.Name} has no column but the targets; --input needs at least one.");

        int[] splitBy = [.. choice.SplitBy.Except(targets).Select(file.IndexOf)];
        TableProfile profile = TableProfile.Read(
            file, [.. used.Concat(splitBy).Distinct(), .. targets.Concat(choice.Weights).Select(file.IndexOf)],
            new MissingMarkers(options.Na), cancellation);
        List<ReadColumn> columns = [];
        foreach (int column in used)
        {
            string name = file.Header[column];
            ColumnFormat format = choice.Categorical.Contains(name) ? ColumnFormat.Text : profile.FormatOf(column);
            if (!areNamed && !choice.Categorical.Contains(name) && report.IgnoreNames(column, format, profile))
                continue;
            report.WarnOfLists(column);
            report.Add(column, format, profile[column]);
            columns.Add(new ReadColumn(name, column, format));
        }
        string[] inputs = [.. columns.Select(c => c.Name)];
        foreach (int column in splitBy.Where(c => !inputs.Contains(file.Header[c])))
            columns.Add(new ReadColumn(file.Header[column], column, profile.FormatOf(column)));
        foreach (var (name, role) in targets.Select(t => (t, ColumnRole.Target))
            .Concat(choice.Weights.Select(w => (w, ColumnRole.Weight))))
        {
            int column = file.IndexOf(name);
            columns.Add(new ReadColumn(name, column, profile.RequireNumbers(column, role), role));
            report.Add(column, columns[^1].Format, profile[column], role);
        }
        using var reader = new TableReader(file, columns, options);
        TableRows? read = reader.Read(int.MaxValue);
        if (choice.Time is { } time && FindMissing(read?.Table[time]) is { } row)
            throw file.Mistake(read!.Places[row], file.IndexOf(time),
                "the time is missing; fill it, or drop the row with --sql");
        if (read is null && reader.WithoutWeight > 0)
            throw new UserException(
                $"{file.Name}, column '{choice.Weight}': no row has a weight above 0; there is nothing to learn.");
        Table rows = read?.Table ?? new Table([]);
        if (options.ClipsOutliers && read is not null)
            report.WriteOutliers(Outliers.Find(rows, inputs.Concat(targets)), read);
        try
        {
            TrainingTable table = From(file.Name, rows, inputs, targets, folds, report.Warnings);
            report.Write(Console.Error, profile.Rows, options.Verbose);
            reader.ReportSkipped();
            return table with
            {
                Notes = report.Notes(profile.Rows),
                Weight = choice.Weight,
                Unused = [.. file.Header.Where(name => name.Length > 0).Except(table.Inputs).Except(targets)
                    .Except(choice.Weights)],
                Skipped = reader.Skipped,
            };
        }
        catch (UserException)
        {
            // They say why nothing is left.
            Console.Error.Write(report.Warnings.ToString());
            throw;
        }
    }

    /// <summary>Some rows to learn from, without the inputs that are the same in all of them.</summary>
    /// <param name="name">What they are, for messages.</param>
    /// <param name="rows">The rows.</param>
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
            if (IsConstant(rows[input]))
                warnings.WriteLine(
                    $"Warning: {name}, column '{input}' has "
                        + $"{(HasValue(rows[input]) ? "the same value in all rows" : "no value")}; it is not used.");
            else
                left.Add(input);
        }
        return left.Count > 0 ? left
            : throw new UserException($"{name} has no input column that varies; --input needs at least one.");
    }

    /// <summary>All columns that can be inputs.</summary>
    private static IEnumerable<int> FindInputs(TableFile file, ColumnChoice choice, ColumnReport report)
    {
        for (int column = 0; column < file.Header.Count; column++)
        {
            string name = file.Header[column];
            if (choice.Targets.Contains(name) || choice.Excluded.Contains(name) || name == choice.Group
                || name == choice.Weight)
                continue;
            if (name.Length == 0 || IsNameless(name))
                report.Ignore(column, "it has no name");
            else if (file.Header.Count(other => other == name) > 1)
                report.Ignore(column, "another column has its name");
            else
                yield return column;
        }
    }

    // The names that pandas and readr give to columns without one.
    private static bool IsNameless(string name) =>
        (name.StartsWith("Unnamed: ", StringComparison.Ordinal) && name[9..].All(char.IsAsciiDigit))
        || (name.StartsWith("...", StringComparison.Ordinal) && name[3..].All(char.IsAsciiDigit));

    // A missing cell is another value.
    private static bool IsConstant(TableColumn column) => column switch
    {
        NumericColumn numbers => IsConstant(numbers.Values),
        TextColumn texts => texts.Values.Distinct().Take(2).Count() < 2,
        _ => throw new ArgumentOutOfRangeException(nameof(column)),
    };

    private static int? FindMissing(TableColumn? column)
    {
        int row = column switch
        {
            NumericColumn numbers => Array.FindIndex(numbers.Values, double.IsNaN),
            TextColumn texts => texts.Values.ToList().IndexOf(null),
            _ => -1,
        };
        return row < 0 ? null : row;
    }

    private static bool HasValue(TableColumn column) => column switch
    {
        NumericColumn numbers => numbers.Values.Any(v => !double.IsNaN(v)),
        TextColumn texts => texts.Values.Any(t => t is not null),
        _ => throw new ArgumentOutOfRangeException(nameof(column)),
    };

    private static bool IsConstant(double[] values)
    {
        double[] present = [.. values.Where(v => !double.IsNaN(v))];
        return present.Length == 0
            || (present.Length == values.Length && present.Max() - present.Min() < MinRange);
    }

    private static void RequireEachOnce(string[] columns, ColumnChoice choice)
    {
        string? twice = columns.GroupBy(c => c).FirstOrDefault(g => g.Count() > 1)?.Key;
        if (twice is not null)
            throw new UserException($"Column '{twice}' is named twice; a column is an input or a target, once.");
        string? weight = choice.Weights.Intersect(columns.Concat(choice.SplitBy)).FirstOrDefault();
        if (weight is not null)
            throw new UserException(
                $"Column '{weight}' is an input or a target, or splits the rows; --weight names a column of its own.");
        string? both = choice.Categorical.Intersect(choice.Targets).FirstOrDefault();
        if (both is not null)
            throw new UserException($"Column '{both}' is a target and --categorical; a target is a number.");
        string? excluded = choice.Excluded.Intersect(choice.Targets.Concat(choice.Inputs)).FirstOrDefault();
        if (excluded is not null)
            throw new UserException($"Column '{excluded}' is excluded, and an input or a target; it cannot be both.");
    }
}
