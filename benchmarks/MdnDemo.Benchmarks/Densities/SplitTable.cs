using System.Globalization;
using MdnDemo.Tables;
using MixtureDensity;

namespace MdnDemo.Benchmarks.Densities;

/// <summary>
/// A table with its train/test splits: a folder with <c>data.csv</c>, whose last column is the target, and
/// <c>test-rows.csv</c>, where each line names the test rows of a split.
/// </summary>
/// <param name="Name">The folder's name.</param>
/// <param name="Rows">All rows, the target last.</param>
/// <param name="TestRows">The test rows of each split, from 0; all others are its training rows.</param>
internal sealed record SplitTable(string Name, Table Rows, IReadOnlyList<IReadOnlyList<int>> TestRows)
{
    /// <summary>Reads the folder.</summary>
    /// <exception cref="UserException">It cannot be read, or is no such folder.</exception>
    public static SplitTable Read(string folder)
    {
        if (!Directory.Exists(folder))
            throw new UserException($"There is no folder '{folder}'; name one with data.csv and test-rows.csv in it.");
        using TableFile file = TableFile.Open(Path.Combine(folder, "data.csv"));
        if (file.Header.Count < 2)
            throw new UserException($"{file.Name} has one column; it needs inputs, and the target last.");
        using TableReader reader = ReaderOf(file);
        Table rows = reader.Read(int.MaxValue)?.Table
            ?? throw new UserException($"{file.Name} has no rows; give it some below its header.");
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        return new SplitTable(name, rows, Densities.TestRows.Read(Path.Combine(folder, "test-rows.csv"), rows.Rows));
    }

    private static TableReader ReaderOf(TableFile file)
    {
        int columns = file.Header.Count;
        TableProfile profile = TableProfile.Read(
            file, [.. Enumerable.Range(0, columns)], new MissingMarkers(), CancellationToken.None);
        return new TableReader(file,
            [.. file.Header.Select((name, i) => new ReadColumn(name, file.ColumnOf(name), profile.FormatOf(i),
                i == columns - 1 ? ColumnRole.Target : ColumnRole.Input))],
            new ReadOptions { Missing = MissingRule.Error });
    }

    /// <summary>
    /// One of the splits. Inputs that are constant in its training rows are left out, as <c>fit</c> does.
    /// </summary>
    /// <param name="index">Which, from 0.</param>
    /// <param name="folds">How many parts the training rows must make.</param>
    /// <param name="isOfNewRows">Whether the test rows of which a training row is a copy are left out.</param>
    /// <exception cref="UserException">
    /// Nothing can be learnt from its training rows, or no test row is left.
    /// </exception>
    public Split Split(int index, int folds, bool isOfNewRows = false)
    {
        string[] columns = [.. Rows.Columns.Select(c => c.Name)];
        int[] trainingRows = [.. Enumerable.Range(0, Rows.Rows).Except(TestRows[index])];
        IReadOnlyList<int> testRows = isOfNewRows ? WithoutCopies(TestRows[index], trainingRows) : TestRows[index];
        if (testRows.Count == 0)
            throw new UserException(
                $"{Name}, split {index}: each test row is a copy of a training row; leave out --new-rows.");
        return new Split(
            TrainingTable.From($"{Name}, split {index}", Rows.Select(trainingRows), columns[..^1], columns[^1..], folds,
                TextWriter.Null),
            Rows.Select(testRows));
    }

    private int[] WithoutCopies(IEnumerable<int> rows, IEnumerable<int> of)
    {
        HashSet<string> known = [.. of.Select(Text)];
        return [.. rows.Where(row => !known.Contains(Text(row)))];
    }

    private string Text(int row) => string.Join('\n', Rows.Columns.Select(column => column is TextColumn texts
        ? texts.Values[row] : ((NumericColumn)column).Values[row].ToString("R", CultureInfo.InvariantCulture)));
}
