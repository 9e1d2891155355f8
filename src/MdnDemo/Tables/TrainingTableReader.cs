using MixtureDensity;

namespace MdnDemo.Tables;

/// <summary>Reads a table to learn from.</summary>
internal sealed class TrainingTableReader
{
    private const int MaxTargets = 1000;

    private readonly TableFile _file;
    private readonly ColumnChoice _choice;
    private readonly ReadOptions _options;
    private readonly ColumnReport _report;

    private TrainingTableReader(TableFile file, ColumnChoice choice, ReadOptions options) =>
        (_file, _choice, _options, _report) = (file, choice, options, new ColumnReport(file));

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
        return new TrainingTableReader(file, choice, options).Read(folds, cancellation);
    }

    private TrainingTable Read(int folds, CancellationToken cancellation)
    {
        int[] candidates = FindInputs();
        IEnumerable<int> numbers = _choice.Targets.Concat(_choice.Weights).Select(_file.IndexOf);
        TableProfile profile = TableProfile.Read(_file, [.. candidates.Concat(SplitBy()).Concat(numbers).Distinct()],
            new MissingMarkers(_options.Na), cancellation);
        ReadColumn[] inputs = [.. InputColumns(candidates, profile)];
        using var reader = new TableReader(
            _file, [.. inputs, .. SplitColumns(inputs, profile), .. NumberColumns(profile)], _options);
        string[] names = [.. inputs.Select(c => c.Name)];
        Table rows = ReadRows(reader, names);
        try
        {
            TrainingTable table =
                TrainingTable.From(_file.Name, rows, names, _choice.Targets, folds, _report.Warnings);
            _report.Write(Console.Error, profile.Rows, _options.Verbose);
            reader.ReportSkipped();
            return table with
            {
                Notes = _report.Notes(profile.Rows),
                Weight = _choice.Weight,
                Unused = [.. _file.Header.Where(name => name.Length > 0).Except(table.Inputs).Except(table.Targets)
                    .Except(_choice.Weights)],
                Skipped = reader.Skipped,
            };
        }
        catch (UserException)
        {
            // They say why nothing is left.
            Console.Error.Write(_report.Warnings.ToString());
            reader.ReportSkipped();
            throw;
        }
    }

    /// <summary>The places of the columns that are named as inputs, or of all that can be inputs.</summary>
    /// <exception cref="UserException">There is none, or the roles of the columns exclude each other.</exception>
    private int[] FindInputs()
    {
        foreach (string name in _choice.Inputs.Concat(_choice.Targets).Concat(_choice.Categorical)
            .Concat(_choice.Excluded).Concat(_choice.SplitBy).Concat(_choice.Weights))
            _file.ColumnOf(name);
        int[] inputs = [.. _choice.Inputs.Count > 0 ? _choice.Inputs.Select(_file.IndexOf) : OtherColumns()];
        RequireEachOnce([.. inputs.Select(c => _file.Header[c]), .. _choice.Targets]);
        if (_choice.Targets.Count > MaxTargets)
            throw new UserException(
                $"--target names {Count.Format(_choice.Targets.Count, "column")}; at most "
                    + $"{Count.Format(MaxTargets, "column")} fit into a model.");
        return inputs.Length > 0 ? inputs
            : throw new UserException($"{_file.Name} has no column but the targets; --input needs at least one.");
    }

    private IEnumerable<int> OtherColumns()
    {
        for (int column = 0; column < _file.Header.Count; column++)
        {
            string name = _file.Header[column];
            if (_choice.Targets.Contains(name) || _choice.Excluded.Contains(name) || name == _choice.Group
                || name == _choice.Weight)
                continue;
            if (name.Length == 0 || IsNameless(name))
                _report.Ignore(column, "it has no name");
            else if (_file.Header.Count(other => other == name) > 1)
                _report.Ignore(column, "another column has its name");
            else
                yield return column;
        }
    }

    // The names that pandas and readr give to columns without one; pandas tells several apart: Unnamed: 0.1.
    private static bool IsNameless(string name) =>
        (name.StartsWith("Unnamed: ", StringComparison.Ordinal)
            && name[9..].All(c => char.IsAsciiDigit(c) || c == '.'))
        || (name.StartsWith("...", StringComparison.Ordinal) && name[3..].All(char.IsAsciiDigit));

    private void RequireEachOnce(string[] columns)
    {
        if (columns.GroupBy(c => c).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new UserException($"Column '{twice.Key}' is named twice; a column is an input or a target, once.");
        if (_choice.Weights.Intersect(columns.Concat(_choice.SplitBy)).FirstOrDefault() is { } weight)
            throw new UserException(
                $"Column '{weight}' is an input or a target, or splits the rows; --weight names a column of its own.");
        if (_choice.Categorical.Intersect(_choice.Targets).FirstOrDefault() is { } both)
            throw new UserException($"Column '{both}' is a target and --categorical; a target is a number.");
        if (_choice.Categorical.Except(columns).FirstOrDefault() is { } idle)
            throw new UserException($"Column '{idle}' is --categorical and no input; take it out of --categorical.");
        if (_choice.Excluded.Intersect(_choice.Targets.Concat(_choice.Inputs)).FirstOrDefault() is { } excluded)
            throw new UserException($"Column '{excluded}' is excluded, and an input or a target; it cannot be both.");
    }

    private IEnumerable<ReadColumn> InputColumns(int[] candidates, TableProfile profile)
    {
        foreach (int column in candidates)
        {
            string name = _file.Header[column];
            bool isCategorical = _choice.Categorical.Contains(name);
            ColumnFormat format = isCategorical ? ColumnFormat.Text : profile.FormatOf(column);
            if (_choice.Inputs.Count == 0 && !isCategorical && _report.IgnoreNames(column, format, profile))
                continue;
            _report.WarnOfLists(column);
            _report.WarnOfDays(column, format, profile[column]);
            if (!isCategorical)
                _report.WarnOfUnits(column, format, profile[column]);
            _report.Add(column, format, profile[column]);
            yield return new ReadColumn(name, column, format);
        }
    }

    private IEnumerable<int> SplitBy() => _choice.SplitBy.Except(_choice.Targets).Select(_file.IndexOf);

    private IEnumerable<ReadColumn> SplitColumns(ReadColumn[] inputs, TableProfile profile) =>
        SplitBy().Except(inputs.Select(i => i.Place))
            .Select(column =>
            {
                ColumnFormat format = profile.FormatOf(column);
                _report.WarnOfDays(column, format, profile[column]);
                return new ReadColumn(_file.Header[column], column, format);
            });

    /// <summary>The targets and the weight.</summary>
    private IEnumerable<ReadColumn> NumberColumns(TableProfile profile)
    {
        foreach (var (name, role) in _choice.Targets.Select(t => (t, ColumnRole.Target))
            .Concat(_choice.Weights.Select(w => (w, ColumnRole.Weight))))
        {
            int column = _file.IndexOf(name);
            ColumnFormat format = profile.RequireNumbers(column, role);
            _report.Add(column, format, profile[column], role);
            yield return new ReadColumn(name, column, format, role);
        }
    }

    private Table ReadRows(TableReader reader, IEnumerable<string> inputs)
    {
        if (reader.Read(int.MaxValue) is not { } rows)
            return reader.WithoutWeight > 0 ? throw reader.NoRows("learn") : new Table([]);
        if (_choice.Time is { } time && FindMissing(rows.Table[time]) is >= 0 and int row)
            throw _file.Mistake(rows.Places[row], _file.IndexOf(time),
                "the time is missing; fill it, or drop the row with --sql");
        string[] columns = [.. inputs, .. _choice.Targets];
        IReadOnlyList<Outliers> outliers = _options.ClipsOutliers ? Outliers.Find(rows.Table, columns) : [];
        _report.WriteOutliers(outliers, rows);
        _report.WarnOfCodes(columns.Except(outliers.Select(o => o.Column)), rows);
        return rows.Table;
    }

    private static int FindMissing(TableColumn column) => column is NumericColumn numbers
        ? Array.FindIndex(numbers.Values, double.IsNaN)
        : Array.IndexOf(((TextColumn)column).Values, null);
}
