using System.Globalization;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>The columns that a model reads and predicts, and how they become standardised numbers.</summary>
/// <remarks>
/// The standardisation is done in double precision, so that a column of large numbers close to each other, such as
/// times, keeps its digits in single precision.
/// </remarks>
/// <param name="Inputs">The input columns.</param>
/// <param name="Targets">The target columns.</param>
public sealed record TableSchema(IReadOnlyList<InputEncoding> Inputs, IReadOnlyList<TargetScaling> Targets)
{
    /// <summary>
    /// How the single target was observed; null for several, whose cells and masses have no closed probability.
    /// </summary>
    internal TargetObservation? SingleObservation => Targets.Count == 1 ? Targets[0].Observation : null;

    /// <summary>The number of network inputs.</summary>
    public int Width => Inputs.Sum(c => c.Width);

    /// <summary>
    /// Fits a schema to a table: the means and standard deviations of numeric columns, the categories of texts.
    /// </summary>
    /// <param name="table">The training rows.</param>
    /// <param name="inputs">The names of the input columns; none of them is constant.</param>
    /// <param name="targets">The names of the target columns, of numbers, none of them constant.</param>
    /// <param name="findObservation">
    /// Whether to find how the targets were observed: the grid that they were rounded to and, of a single target,
    /// point masses and the bounds that they show.
    /// </param>
    /// <param name="lower">The least possible value of a single target; null if it is not known.</param>
    /// <param name="upper">The largest possible value of a single target; null if it is not known.</param>
    /// <exception cref="ArgumentException">A column is missing or constant, or a target holds texts.</exception>
    /// <exception cref="ObservationException">A value is beyond a bound, or there are several targets.</exception>
    public static TableSchema Fit(Table table, IReadOnlyList<string> inputs, IReadOnlyList<string> targets,
        bool findObservation = true, double? lower = null, double? upper = null) =>
        Fit(table, inputs, targets, findObservation, lower, upper, []);

    /// <summary>
    /// Fits a schema to rows whose inputs may have outliers; those of the targets are clipped already.
    /// </summary>
    internal static TableSchema Fit(Table table, IReadOnlyList<string> inputs, IReadOnlyList<string> targets,
        bool findObservation, double? lower, double? upper, IReadOnlyList<Outliers> outliers)
    {
        if (targets.Count > 1 && (lower is not null || upper is not null))
            throw new ObservationException("Bounds are for a single target.");
        if (double.IsNaN(lower ?? 0) || double.IsNaN(upper ?? 0))
            throw new ObservationException("A bound is NaN; null is for none.");
        return new(
            [.. inputs.SelectMany(name => InputsOf(table[name], outliers.FirstOrDefault(o => o.Column == name)))],
            [.. targets.Select(name => TargetOf(name, table.Numbers(name), Observe) with
            {
                Format = ((NumericColumn)table[name]).Format,
            })]);

        TargetObservation Observe(double[] values)
        {
            if (targets.Count > 1)
                return findObservation ? ObservationFinder.FindGrid(values) : TargetObservation.Exact;
            return findObservation ? ObservationFinder.Find(values, lower, upper)
                : new TargetObservation
                {
                    Lower = lower ?? double.NegativeInfinity, Upper = upper ?? double.PositiveInfinity,
                };
        }
    }

    /// <summary>
    /// A schema whose single target is modelled by its logarithm; null if that is not plausible.
    /// </summary>
    /// <param name="table">The training rows.</param>
    /// <param name="isRequired">Whether to do so even if it is not plausible.</param>
    /// <exception cref="ObservationException">It is required, and a value is not positive.</exception>
    internal TableSchema? WithLogarithm(Table table, bool isRequired)
    {
        double[] values = Targets.Count == 1 ? Targets[0].ValuesIn(table) : [];
        TargetObservation observation = Targets[0].Observation;
        if (isRequired && (Targets.Count > 1 || values.Any(v => v <= 0 && observation.MassAt(v) < 0)))
            throw new ObservationException(
                $"Column '{Targets[0].Name}' has no logarithm in every row; only a single, positive target has.");
        if (!isRequired && (Targets.Count > 1 || !ObservationFinder.IsLogarithmPlausible(observation, values)))
            return null;
        TargetScaling logarithmic = TargetOf(Targets[0].Name, values, observation with { IsLogarithmic = true });
        return this with { Targets = [logarithmic with { Format = Targets[0].Format }] };
    }

    /// <summary>A schema with piecewise-linear bins for the numeric columns.</summary>
    /// <param name="table">The training rows.</param>
    /// <param name="bins">The maximum number of bins of a column; 0 for none.</param>
    public TableSchema WithBins(Table table, int bins) => this with
    {
        Inputs = [.. Inputs.Select(input =>
            input is NumericEncoding numeric
                ? numeric with { Bins = PleBin.Fit([.. Present(numeric.NumbersIn(table))], bins) }
            : input)],
    };

    /// <summary>The inputs of a network, float32 [rows, width].</summary>
    public Tensor EncodeInputs(Table table)
    {
        int[] rows = [.. Enumerable.Range(0, table.Rows)];
        return new EncodedTable(this, table).Gather(rows);
    }

    /// <summary>
    /// The values of each target in its own unit, [D][rows]; of a rounded one those of its grid, even where the table
    /// has them with fewer digits, such as 98.7 in single precision.
    /// </summary>
    /// <exception cref="ArgumentException">A target column is missing, or holds texts.</exception>
    public double[][] TargetColumns(Table table) => [.. Targets.Select(t => t.ValuesIn(table))];

    /// <summary>The targets in their own units, float64 [rows, D].</summary>
    /// <exception cref="ArgumentException">A target column is missing, or holds texts.</exception>
    public Tensor TargetValues(Table table) =>
        stack([.. TargetColumns(table).Select(values => tensor(values, ScalarType.Float64, CPU))], 1);

    /// <summary>The values of each target counted from its origin, [D][rows].</summary>
    internal double[][] TargetsFromOrigins(Table table) =>
        [.. Targets.Select(t => t.ValuesIn(table).Select(v => v - t.Origin).ToArray())];

    private static IEnumerable<InputEncoding> InputsOf(TableColumn column, Outliers? outliers)
    {
        if (column is TextColumn texts)
        {
            OneHotEncoding categories = OneHotEncoding.Fit(texts);
            return categories.Width > 1 ? [categories]
                : throw new ArgumentException($"Column '{column.Name}' is constant.");
        }
        var numbers = (NumericColumn)column;
        double? min = numbers.Values.Any(v => v < outliers?.Min) ? outliers!.Min : null,
            max = numbers.Values.Any(v => v > outliers?.Max) ? outliers!.Max : null;
        NumericEncoding first = new(column.Name, 0, 1, [], Format: numbers.Format, Min: min, Max: max);
        first = NumberOf(first, first.NumbersIn(new Table([column]))) with
        {
            Lowest = Present(numbers.Values).Min(),
            Highest = Present(numbers.Values).Max(),
        };
        // A part that is the same in all rows is no input, such as the hour of dates.
        return !numbers.IsTime ? [first]
            : [first, .. new[] { CalendarPart.Month, CalendarPart.Weekday, CalendarPart.Hour }
                .Select(part => (Part: part, Values: (first with { Part = part }).NumbersIn(new Table([column]))))
                .Where(p => Present(p.Values).Distinct().Take(2).Count() == 2)
                .Select(p => NumberOf(first with { Part = p.Part, Format = null }, p.Values) with
                {
                    HasMissing = false,
                })];
    }

    private static NumericEncoding NumberOf(NumericEncoding column, double[] values)
    {
        if (Array.FindIndex(values, double.IsInfinity) is >= 0 and int row)
            throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"Column '{column.Name}' is {values[row]} in row {row}")
                    + " (counted from 0); NaN is a missing number.");
        double[] present = [.. Present(values)];
        bool hasMissing = present.Length < values.Length;
        // If all numbers are equal and some are missing, the indicator is the input.
        var (mean, deviation) = hasMissing && present.Length > 0 && present.Distinct().Take(2).Count() == 1
            ? (present[0], 1) : Moments(column.Name, present);
        return column with { Mean = mean, Deviation = deviation, HasMissing = hasMissing };
    }

    private static IEnumerable<double> Present(double[] values) => values.Where(v => !double.IsNaN(v));

    private static TargetScaling TargetOf(string name, double[] values, Func<double[], TargetObservation> observe)
    {
        RequireFinite(name, values, Enumerable.Range(0, values.Length));
        // For its message about a constant column, or one without numbers.
        Moments(name, values);
        TargetObservation observation = observe(values);
        values = [.. values.Select(observation.Snap)];
        RequireWithin(name, values.Min(), values.Min() < observation.Lower, "below the lower bound", observation.Lower);
        RequireWithin(name, values.Max(), values.Max() > observation.Upper, "above the upper bound", observation.Upper);
        return TargetOf(name, values, observation);
    }

    /// <summary>Checks that the targets have a number in all rows.</summary>
    /// <exception cref="ArgumentException">One has none, or there is no such column of numbers.</exception>
    internal void RequireTargets(Table table) =>
        RequireFinite(table, [.. Targets.Select(t => t.Name)], [.. Enumerable.Range(0, table.Rows)]);

    /// <summary>Checks that the targets have a number in some rows.</summary>
    /// <exception cref="ArgumentException">One has none, or there is no such column of numbers.</exception>
    internal static void RequireFinite(Table table, IReadOnlyList<string> targets, IReadOnlyList<int> rows)
    {
        foreach (string name in targets)
            RequireFinite(name, table.Numbers(name), rows);
    }

    private static void RequireFinite(string name, double[] values, IEnumerable<int> rows)
    {
        foreach (int row in rows)
        {
            if (!double.IsFinite(values[row]))
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture, $"Column '{name}' is {values[row]} in row {row}")
                        + " (counted from 0); leave rows without a target out.");
        }
    }

    private static void RequireWithin(string name, double value, bool isBeyond, string where, double bound)
    {
        if (isBeyond)
            throw new ObservationException(string.Create(CultureInfo.InvariantCulture,
                $"Column '{name}' has the value {value}, {where} {bound}."));
    }

    private static TargetScaling TargetOf(string name, double[] values, TargetObservation observation)
    {
        double origin = observation.IsLogarithmic ? 0 : values.Min();
        // The differences are exact even where the values are large.
        double[] counted =
            [.. values.Where(v => observation.MassAt(v) < 0).Select(v => observation.Latent(v) - origin)];
        var (mean, deviation) = Moments(name, counted);
        return new TargetScaling(name, mean, deviation, origin) { Observation = observation };
    }

    private static (double Mean, double Deviation) Moments(string name, double[] values)
    {
        if (values.Length == 0)
            throw new ArgumentException($"Column '{name}' has no number.");
        // Relative to one of them, the sum of large numbers close together loses no digits.
        double mean = values[0] + values.Average(v => v - values[0]);
        double reach = values.Max(v => Math.Abs(v - mean));
        if (values.Distinct().Count() < 2 || !(reach > 0 && double.IsFinite(reach)))
            throw new ArgumentException($"Column '{name}' is constant, or its values are too large to add up.");
        // As fractions of the range, so that squares neither overflow nor become 0.
        return (mean, reach * Math.Sqrt(values.Average(v => (v - mean) / reach * ((v - mean) / reach))));
    }
}
