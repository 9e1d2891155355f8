namespace MdnDemo.Plots;

/// <summary>The rows whose points a picture shows: all, or a random sample of many.</summary>
/// <param name="Indices">Their indices, from 0, ascending.</param>
/// <param name="Total">The number of all rows.</param>
internal sealed record ShownRows(int[] Indices, int Total)
{
    private const int Max = 1500;

    // Up to so many translucent points leave visible what is below them.
    private const double FewPoints = 400;

    /// <summary>Chooses from rows, the same ones each time.</summary>
    /// <param name="rows">The rows' numbers, ascending.</param>
    /// <param name="max">The maximum number.</param>
    public static ShownRows Among(int[] rows, int max = Max)
    {
        if (rows.Length <= max)
            return new ShownRows(rows, rows.Length);
        var random = new Random(1);
        SortedSet<int> chosen = [];
        while (chosen.Count < max)
            chosen.Add(rows[random.Next(rows.Length)]);
        return new ShownRows([.. chosen], rows.Length);
    }

    /// <summary>Their name in the legend.</summary>
    public string Name => Indices.Length == Total ? "data"
        : $"{Indices.Length:N0} of {Total:N0} rows";

    /// <summary>The opacity of a point, given the one for few points.</summary>
    public double Opacity(double ofFew) => ofFew * Math.Min(1, Math.Sqrt(FewPoints / Indices.Length));
}
