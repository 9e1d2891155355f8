namespace MixtureDensity;

/// <summary>How strongly two input columns depend on each other, from 0 to 1.</summary>
/// <param name="First">One.</param>
/// <param name="Second">The other.</param>
/// <param name="Strength">
/// The absolute rank correlation (Spearman) of two columns of numbers, the correlation ratio of a column of numbers in
/// the categories of another, or Cramér's V of two columns of categories; the latter two corrected for chance.
/// </param>
public sealed record InputAssociation(string First, string Second, double Strength)
{
    /// <summary>The strongest association between columns of different groups; null if there is one group.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="groups">The groups of columns.</param>
    public static InputAssociation? Strongest(Table table, IReadOnlyList<IReadOnlyList<string>> groups)
    {
        Dictionary<string, double[]> ranks = groups.SelectMany(g => g).Where(n => table[n] is NumericColumn)
            .ToDictionary(n => n, n => Ranks(table.Numbers(n)));
        Dictionary<string, int[]> categories = groups.SelectMany(g => g).Where(n => table[n] is TextColumn)
            .ToDictionary(n => n, n => Categories(((TextColumn)table[n]).Values));
        return groups.SelectMany((group, i) => group.SelectMany(first => groups.Skip(i + 1).SelectMany(other => other)
            .Select(second => new InputAssociation(first, second, StrengthOf(first, second))))).MaxBy(a => a.Strength);

        double StrengthOf(string a, string b) => (ranks.ContainsKey(a), ranks.ContainsKey(b)) switch
        {
            (true, true) => Math.Abs(Correlation(ranks[a], ranks[b])),
            (true, false) => CorrelationRatio(ranks[a], categories[b]),
            (false, true) => CorrelationRatio(ranks[b], categories[a]),
            _ => CramersV(categories[a], categories[b]),
        };
    }

    /// <summary>The ranks counted from their mean, ties at the middle of theirs; 0 for a missing number.</summary>
    private static double[] Ranks(double[] values)
    {
        int[] order = [.. Enumerable.Range(0, values.Length).Where(i => !double.IsNaN(values[i]))
            .OrderBy(i => values[i])];
        var ranks = new double[values.Length];
        for (int from = 0, to; from < order.Length; from = to)
        {
            for (to = from; to < order.Length && values[order[to]] == values[order[from]];)
                to++;
            for (int i = from; i < to; i++)
                ranks[order[i]] = (from + to - order.Length) / 2.0;
        }
        return ranks;
    }

    private static int[] Categories(string?[] texts)
    {
        Dictionary<string, int> numbers = [];
        return [.. texts.Select(t => numbers.TryGetValue(t ?? "\0", out int n) ? n
            : numbers[t ?? "\0"] = numbers.Count)];
    }

    private static double Correlation(double[] a, double[] b)
    {
        double squares = a.Sum(v => v * v) * b.Sum(v => v * v);
        return squares > 0 ? a.Zip(b, (v, w) => v * w).Sum() / Math.Sqrt(squares) : 0;
    }

    // √ε², the part of the variance between the categories, less what chance gives (Kelley 1935).
    private static double CorrelationRatio(double[] ranks, int[] categories)
    {
        double total = ranks.Sum(v => v * v), n = ranks.Length;
        var groups = ranks.Zip(categories).GroupBy(p => p.Second, p => p.First).ToArray();
        if (!(total > 0) || groups.Length >= n)
            return 0;
        double within = groups.Sum(g => g.Sum(v => v * v) - g.Sum() * g.Sum() / g.Count());
        return Math.Sqrt(Math.Max(0, 1 - within / (n - groups.Length) / (total / (n - 1))));
    }

    // With the correction of W. Bergsma, "A bias-correction for Cramér's V and Tschuprow's T", 2013.
    private static double CramersV(int[] a, int[] b)
    {
        double n = a.Length, rows = a.Distinct().Count(), columns = b.Distinct().Count();
        double[] ofA = [.. a.CountBy(v => v).OrderBy(c => c.Key).Select(c => (double)c.Value)];
        double[] ofB = [.. b.CountBy(v => v).OrderBy(c => c.Key).Select(c => (double)c.Value)];
        // χ²/n = Σ n_ij²/(n_i n_j) − 1.
        double φ = a.Zip(b).CountBy(p => p).Sum(c => (double)c.Value * c.Value / ofA[c.Key.First] / ofB[c.Key.Second])
            - 1;
        double corrected = Math.Max(0, φ - (rows - 1) * (columns - 1) / (n - 1));
        double least = Math.Min(rows - (rows - 1) * (rows - 1) / (n - 1),
            columns - (columns - 1) * (columns - 1) / (n - 1)) - 1;
        return least > 0 ? Math.Min(1, Math.Sqrt(corrected / least)) : 0;
    }
}
