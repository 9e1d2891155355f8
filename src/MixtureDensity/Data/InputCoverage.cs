using System.Globalization;

namespace MixtureDensity;

/// <summary>
/// Counts rows with inputs that the training rows did not cover: numbers outside their range, and categories without an
/// index of their own. A prediction for such a row is an extrapolation.
/// </summary>
/// <param name="schema">The columns of a model.</param>
public sealed class InputCoverage(TableSchema schema)
{
    private readonly (InputEncoding Input, HashSet<string>? Known)[] _inputs =
        [.. schema.Inputs.Where(i => i is not NumericEncoding { Part: not CalendarPart.None })
            .Select(i => (i, (i as OneHotEncoding)?.Categories.ToHashSet()))];

    private readonly Dictionary<InputEncoding, UncoveredInput> _uncovered = [];

    /// <summary>The number of rows added.</summary>
    public long Rows { get; private set; }

    /// <summary>The inputs with rows that are not covered, in the order of the schema.</summary>
    public IReadOnlyList<UncoveredInput> Uncovered =>
        [.. _inputs.Where(i => _uncovered.ContainsKey(i.Input)).Select(i => _uncovered[i.Input])];

    /// <summary>Adds rows; missing cells are covered.</summary>
    /// <exception cref="ArgumentException">An input column is missing, or is of another type.</exception>
    public void Add(Table table)
    {
        Rows += table.Rows;
        foreach (var (input, known) in _inputs)
        {
            if (input is NumericEncoding numeric)
                Count(input, table.Numbers(input.Name).Where(v => v < numeric.Lowest || v > numeric.Highest)
                    .Select(v => v.ToString(CultureInfo.InvariantCulture)));
            else
                Count(input, table.Texts(input.Name).OfType<string>().Where(text => !known!.Contains(text)));
        }
    }

    private void Count(InputEncoding input, IEnumerable<string> values)
    {
        foreach (string value in values)
        {
            _uncovered[input] = _uncovered.TryGetValue(input, out UncoveredInput? before)
                ? before with { Rows = before.Rows + 1 } : new UncoveredInput(input, 1, value);
        }
    }
}
