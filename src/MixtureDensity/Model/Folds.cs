using System.Globalization;

namespace MixtureDensity;

/// <summary>The folds of a cross-validation.</summary>
/// <param name="Each">The folds.</param>
/// <param name="Repeated">Folds of a second random division, one for each refit that leaves out a fold.</param>
/// <param name="Scheme">How the rows were split, as a sentence.</param>
internal sealed record Folds(IReadOnlyList<Fold> Each, IReadOnlyList<Fold> Repeated, string Scheme)
{
    // A network cannot tell a row from so many others of the same inputs.
    private const int CommonInputs = 20;

    // Enough to measure how much too wide an average is.
    private const int MaxRepeated = 2;

    /// <summary>
    /// The number of the group of each row by <see cref="ModelOptions.GroupColumn"/>; null if there is none.
    /// </summary>
    public IReadOnlyList<int>? Groups { get; private init; }

    /// <summary>
    /// Splits the rows at random, with equal rows in one fold, so that no row is scored by a network trained on a copy
    /// of it. Rows that are equal because both their inputs and their targets are common are no copies: a network that
    /// was trained on none of them would have learnt that they do not occur. <see cref="ModelOptions.GroupColumn"/>
    /// keeps the rows of a group in one fold. With <see cref="ModelOptions.TimeColumn"/> all validation rows are later
    /// than the training rows, and there are no repeated folds.
    /// </summary>
    /// <param name="table">The rows.</param>
    /// <param name="inputs">The input columns.</param>
    /// <param name="targets">The target columns.</param>
    /// <param name="options">The number of folds, the seed, and the columns to split by.</param>
    /// <exception cref="FoldsException">There are too few distinct rows, groups or times.</exception>
    /// <exception cref="ArgumentException">A column does not exist, or both are given.</exception>
    public static Folds Split(
        Table table, IReadOnlyList<string> inputs, IReadOnlyList<string> targets, ModelOptions options)
    {
        if (options.GroupColumn is not null && options.TimeColumn is not null)
            throw new ArgumentException("Folds are split by groups or by time, not by both.", nameof(options));
        if (options.TimeColumn is { } time)
            return new Folds(ByTime(table, time, options.Folds), [],
                $"Each network is scored on rows whose '{time}' is later than in its training rows.");
        int[] groups = options.GroupColumn is { } column ? EqualIn(table, [column]) : EqualRows(table, inputs, targets);
        int count = groups.Length == 0 ? 0 : groups.Max() + 1;
        if (count < options.Folds)
        {
            throw new FoldsException(options.GroupColumn is null
                ? $"The table has {count} different rows; {options.Folds} folds need at least as many."
                : $"Column '{options.GroupColumn}' has {count} groups; {options.Folds} folds need at least as many.");
        }
        string scheme = options.GroupColumn is { } group
            ? string.Create(CultureInfo.InvariantCulture,
                $"Random folds that keep the {count:N0} groups of '{group}' together; standard errors are over groups.")
            : count == table.Rows
                ? "Random folds."
                : string.Create(CultureInfo.InvariantCulture,
                    $"Random folds that keep equal rows together: {table.Rows - count:N0} of the {table.Rows:N0} rows "
                        + $"{(table.Rows - count == 1 ? "repeats another" : "repeat others")}.");
        int repeated = RepeatedCount(options, table.Rows);
        return new Folds(AtRandom(groups, options.Folds, options.Seed),
            repeated == 0 ? [] : AtRandom(groups, options.Folds, ~options.Seed)[..repeated], scheme)
        {
            Groups = options.GroupColumn is null ? null : groups,
        };
    }

    /// <summary>The number of refits that leave out a fold, of the first <see cref="ModelOptions.Refits"/>.</summary>
    /// <remarks>
    /// Networks that are not calibrated are not too wide together, and those of rows in time know different parts.
    /// </remarks>
    /// <param name="options">The options of the model.</param>
    /// <param name="rows">The number of rows of the table.</param>
    public static int RepeatedCount(ModelOptions options, int rows) =>
        options.Training.TemperatureScaling && options.TimeColumn is null
            ? Math.Min(MaxRepeated, options.RefitsFor(rows)) : 0;

    /// <summary>
    /// Holds out <see cref="ModelOptions.CalibrationFraction"/> of the rows, as the validation rows of the result: at
    /// random, whole groups at random, or the latest.
    /// </summary>
    /// <exception cref="FoldsException">Too few rows are left, or none is held out.</exception>
    /// <exception cref="ArgumentException">A column does not exist.</exception>
    public static Fold HoldOut(Table table, ModelOptions options)
    {
        string? column = options.TimeColumn ?? options.GroupColumn;
        int[] ranks = column is null ? [.. Enumerable.Range(0, table.Rows)] : Ranks(table[column]);
        int[] units = [.. ranks.Distinct().Order()];
        if (options.TimeColumn is null)
            new Random(options.Seed).Shuffle(units);
        ILookup<int, int> rowsOf = Enumerable.Range(0, table.Rows).ToLookup(row => ranks[row]);
        double wanted = options.CalibrationFraction * table.Rows;
        HashSet<int> heldOut = [];
        // From the latest on. The last group, or time, may exceed the fraction by half of its rows. A first group that
        // is too large is passed over, and a first time is not, because none is later.
        foreach (int unit in units.Reverse())
        {
            bool isTooLarge = heldOut.Count + 0.5 * rowsOf[unit].Count() > wanted;
            if (isTooLarge && heldOut.Count > 0)
                break;
            if (!isTooLarge || options.TimeColumn is not null)
                heldOut.UnionWith(rowsOf[unit]);
        }
        if (heldOut.Count == 0)
            heldOut.UnionWith(units.Select(unit => rowsOf[unit]).MinBy(rows => rows.Count())!);
        int[] training = [.. Enumerable.Range(0, table.Rows).Where(row => !heldOut.Contains(row))];
        if (training.Length < 2 * options.Folds)
            throw new FoldsException(
                $"{heldOut.Count} of {table.Rows} rows are held out for calibration; the {training.Length} that are "
                    + $"left are too few for {options.Folds} folds, which need two rows each.");
        return new Fold(training, [.. heldOut.Order()]);
    }

    /// <summary>
    /// Random folds of nearly equal size; each group is assigned to the smallest fold so far. Groups larger than a
    /// fourth of a fold come first, the largest first, so that the others can fill the folds without them.
    /// </summary>
    private static Fold[] AtRandom(int[] groups, int count, int seed)
    {
        int[] order = [.. Enumerable.Range(0, groups.Length)];
        new Random(seed).Shuffle(order);
        ILookup<int, int> rowsOfGroup = order.ToLookup(row => groups[row]);
        List<int>[] folds = [.. Enumerable.Range(0, count).Select(_ => new List<int>())];
        int small = groups.Length / (4 * count);
        foreach (IGrouping<int, int> group in rowsOfGroup.OrderByDescending(g => Math.Max(small, g.Count())))
            folds.MinBy(fold => fold.Count)!.AddRange(group);
        var foldOfRow = new int[groups.Length];
        for (int fold = 0; fold < count; fold++)
        {
            foreach (int row in folds[fold])
                foldOfRow[row] = fold;
        }
        return [.. folds.Select((rows, fold) => new Fold(
            [.. Enumerable.Range(0, groups.Length).Where(row => foldOfRow[row] != fold)], [.. rows.Order()]))];
    }

    /// <summary>
    /// Expanding windows, as scikit-learn's TimeSeriesSplit: the rows are cut in time order into one block more than
    /// there are folds. Each fold validates on a block and trains on all blocks before it.
    /// </summary>
    private static Fold[] ByTime(Table table, string column, int count)
    {
        // Equal times share a rank.
        int[] ranks = Ranks(table[column]);
        int[] order = [.. Enumerable.Range(0, table.Rows).OrderBy(row => ranks[row])];
        List<int> starts = [];
        for (int block = 1; block <= count; block++)
        {
            int start = (int)((long)block * order.Length / (count + 1));
            // A block starts with a new time.
            while (start < order.Length && start > 0 && ranks[order[start]] == ranks[order[start - 1]])
                start++;
            starts.Add(start);
        }
        starts.Add(order.Length);
        if (starts[0] == 0 || starts.Zip(starts.Skip(1)).Any(pair => pair.First >= pair.Second))
            throw new FoldsException($"Column '{column}' has too few different times for {count} folds.");
        return [.. Enumerable.Range(0, count).Select(fold => new Fold(
            [.. order[..starts[fold]].Order()], [.. order[starts[fold]..starts[fold + 1]].Order()]))];
    }

    /// <summary>
    /// Numbers the groups of equal rows; each row of common inputs and common targets is a group of its own.
    /// </summary>
    private static int[] EqualRows(Table table, IReadOnlyList<string> inputs, IReadOnlyList<string> targets)
    {
        int[] groups = EqualIn(table, [.. inputs, .. targets]);
        bool[] isCommon = AreCommon(targets, PointMasses.MinCount(table.Rows));
        if (!isCommon.Contains(true))
            return groups;
        bool[] areInputs = AreCommon(inputs, CommonInputs);
        int next = groups.Max();
        return Numbered([.. groups.Select((group, row) => isCommon[row] && areInputs[row] ? ++next : group)]);

        bool[] AreCommon(IReadOnlyList<string> columns, int least)
        {
            int[] same = EqualIn(table, [.. columns]);
            Dictionary<int, int> counts = same.CountBy(group => group).ToDictionary();
            return [.. same.Select(group => counts[group] >= least)];
        }
    }

    private static int[] Ranks(TableColumn column)
    {
        return column is NumericColumn numeric
            ? RanksOf(numeric.Values, Comparer<double>.Default)
            : RanksOf([.. ((TextColumn)column).Values.Select(text => text ?? "\0")], StringComparer.Ordinal);

        static int[] RanksOf<T>(T[] values, IComparer<T> comparer)
            where T : notnull
        {
            T[] distinct = [.. values.Distinct().Order(comparer)];
            Dictionary<T, int> ranks = distinct.Select((v, i) => (v, i)).ToDictionary(p => p.v, p => p.i);
            return [.. values.Select(v => ranks[v])];
        }
    }

    /// <summary>Numbers the groups of rows that are equal in some columns, in order of first occurrence.</summary>
    private static int[] EqualIn(Table table, string[] columns)
    {
        var groups = new int[table.Rows];
        int[] shared = [.. Enumerable.Range(0, table.Rows)]; // rows that equal another so far
        int next = 0;
        foreach (string name in columns)
        {
            int[] ranks = Ranks(table[name]);
            // A row that is already unique stays unique.
            List<int> stillShared = [];
            foreach (IGrouping<(int Group, int Rank), int> same in shared.ToLookup(row => (groups[row], ranks[row])))
            {
                int group = ++next;
                bool isUnique = !same.Skip(1).Any();
                foreach (int row in same)
                {
                    groups[row] = group;
                    if (!isUnique)
                        stillShared.Add(row);
                }
            }
            shared = [.. stillShared];
            if (shared.Length == 0)
                break;
        }
        return Numbered(groups);
    }

    private static int[] Numbered(int[] groups)
    {
        Dictionary<int, int> numbers = [];
        return [.. groups.Select(group => numbers.TryGetValue(group, out int n) ? n : numbers[group] = numbers.Count)];
    }
}
