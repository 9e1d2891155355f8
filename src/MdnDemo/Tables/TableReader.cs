using System.Globalization;
using MixtureDensity;

namespace MdnDemo.Tables;

/// <summary>Reads some columns of a CSV file into tables of a bounded number of rows.</summary>
internal sealed class TableReader
{
    // In letters, for rows that are kept as they stand: so much may be in memory at once, but for a row at least.
    private const int MaxTextLength = 1 << 22;

    // Their squares can still be added up.
    private const double MaxNumber = 1e100;

    private readonly CsvFile _file;
    private readonly ColumnBuilder[] _builders;
    private readonly bool _dropMissing;

    /// <summary>Prepares to read.</summary>
    /// <param name="file">The file, its header read.</param>
    /// <param name="columns">The columns to read, and whether each holds numbers (true), texts (false) or only what its
    /// first cell is (null).</param>
    /// <param name="dropMissing">Whether rows with an empty cell are left out; they are a mistake otherwise.</param>
    public TableReader(CsvFile file, IEnumerable<(string Name, bool? HoldsNumbers)> columns, bool dropMissing)
    {
        _file = file;
        _builders = [.. columns.Select(c => new ColumnBuilder(file.ColumnOf(c.Name), c.Name, c.HoldsNumbers))];
        _dropMissing = dropMissing;
    }

    /// <summary>Prepares to read what a model reads, and what it predicts where that is asked for.</summary>
    /// <exception cref="UserException">The file has no such column.</exception>
    public static TableReader For(TableSchema schema, CsvFile file, bool withTargets, bool dropMissing) => new(
        file,
        [
            .. schema.Inputs.Select(i => (i.Name, (bool?)(i is NumericEncoding))),
            .. withTargets ? schema.Targets.Select(t => (t.Name, (bool?)true)) : [],
        ],
        dropMissing);

    /// <summary>How many rows were left out for an empty cell.</summary>
    public int Dropped { get; private set; }

    /// <summary>Tells on standard error how many rows were left out, if any were.</summary>
    public void TellDropped()
    {
        if (Dropped > 0)
            Console.Error.WriteLine($"Skipped {Count.Format(Dropped, "row")} with missing values.");
    }

    /// <summary>The next rows, at most so many, and fewer where they are very long; null at the end.</summary>
    /// <exception cref="UserException">A row is no such row as the file should have.</exception>
    public TableRows? Read(int most, bool keepTexts = false)
    {
        List<int> places = [];
        var texts = new RowTexts();
        foreach (ColumnBuilder builder in _builders)
            builder.Clear();
        while (places.Count < most && texts.Length < MaxTextLength && _file.Read())
        {
            if (HasMissing())
            {
                Dropped++;
                continue;
            }
            foreach (ColumnBuilder builder in _builders)
                builder.Add(_file);
            places.Add(_file.Row);
            if (keepTexts)
                texts.Add(_file.Text);
        }
        return places.Count == 0 ? null
            : new TableRows(new Table([.. _builders.Select(b => b.Build())]), places, texts);
    }

    private bool HasMissing()
    {
        foreach (ColumnBuilder builder in _builders)
        {
            if (!_file[builder.Place].IsWhiteSpace())
                continue;
            return _dropMissing ? true
                : throw _file.Mistake(builder.Place,
                "the cell is empty; fill it, or leave such rows out with --missing drop");
        }
        return false;
    }

    /// <summary>Gathers the cells of one column.</summary>
    private sealed class ColumnBuilder(int place, string name, bool? declared)
    {
        private const string Categorical = ", or name the column with --categorical";

        private readonly List<double> _numbers = [];
        private readonly List<string> _texts = [];
        private readonly bool _isDeclared = declared is not null;
        private bool? _holdsNumbers = declared;

        public int Place => place;

        public void Clear()
        {
            _numbers.Clear();
            _texts.Clear();
        }

        public void Add(CsvFile file)
        {
            ReadOnlySpan<char> cell = file[place];
            bool isNumber = double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double number);
            _holdsNumbers ??= isNumber;
            if (_holdsNumbers == false)
                _texts.Add(isNumber && !_isDeclared
                    ? throw file.Mistake(place,
                    $"{Shown(cell)} is a number, and what is above it is not; fix one of them{Categorical}")
                    : cell.Trim().ToString());
            else if (!isNumber)
                throw file.Mistake(place,
                    $"{Shown(cell)} is not a number; write numbers as 1234.5{(_isDeclared ? "" : Categorical)}");
            else if (!(Math.Abs(number) <= MaxNumber))
                throw file.Mistake(place,
                    $"{Shown(cell)} is {(double.IsFinite(number) ? "beyond ±1E+100" : "not a finite number")}; leave "
                        + $"the row out");
            else
                _numbers.Add(number);
        }

        public TableColumn Build() =>
            _holdsNumbers == false ? new TextColumn(name, [.. _texts]) : new NumericColumn(name, [.. _numbers]);

        private static string Shown(ReadOnlySpan<char> cell) => cell.Length > 40 ? $"'{cell[..40]}…'" : $"'{cell}'";
    }
}
