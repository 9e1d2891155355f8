using System.Globalization;

namespace MixtureDensity;

/// <summary>Which out-of-fold rows have inputs that the training rows of their network did not cover.</summary>
internal static class FoldCoverage
{
    /// <summary>
    /// The inputs with such rows, in the order of the schema: a number outside the range of the training rows, or a
    /// text that none of them has. Missing cells are covered.
    /// </summary>
    public static IReadOnlyList<UncoveredInput> Count(Table table, TableSchema schema, IReadOnlyList<Fold> folds)
    {
        List<UncoveredInput> uncovered = [];
        foreach (InputEncoding input in schema.Inputs)
        {
            int[] rows = input switch
            {
                NumericEncoding { Part: CalendarPart.None } => [.. folds.SelectMany(Beyond(table.Numbers(input.Name)))],
                OneHotEncoding => [.. folds.SelectMany(Unknown(table.Texts(input.Name)))],
                _ => [], // a part of a time, whose time is counted
            };
            if (rows.Length > 0)
                uncovered.Add(new UncoveredInput(input, rows.Length, Text(table[input.Name], rows[0])));
        }
        return uncovered;
    }

    private static Func<Fold, IEnumerable<int>> Beyond(double[] values) => fold =>
    {
        double[] present = [.. fold.Training.Select(row => values[row]).Where(v => !double.IsNaN(v))];
        double lowest = present.DefaultIfEmpty(double.PositiveInfinity).Min(),
            highest = present.DefaultIfEmpty(double.NegativeInfinity).Max();
        return fold.Validation.Where(row => values[row] < lowest || values[row] > highest);
    };

    private static Func<Fold, IEnumerable<int>> Unknown(string?[] texts) => fold =>
    {
        HashSet<string?> known = [.. fold.Training.Select(row => texts[row]), null];
        return fold.Validation.Where(row => !known.Contains(texts[row]));
    };

    private static string Text(TableColumn column, int row) => column is NumericColumn numbers
        ? numbers.Values[row].ToString(CultureInfo.InvariantCulture) : ((TextColumn)column).Values[row]!;
}
