using System.Globalization;

namespace MdnDemo.Plots;

/// <summary>The rows whose points a picture shows: all, or so many drawn at random that they hide nothing.</summary>
/// <param name="Indices">Their numbers, from 0, ascending.</param>
/// <param name="Total">How many rows there are.</param>
internal sealed record ShownRows(int[] Indices, int Total)
{
    private const int Max = 1500;

    // So many translucent points leave what is below them visible.
    private const double FewPoints = 400;

    /// <summary>Chooses among rows, the same ones each time.</summary>
    /// <param name="rows">The rows' numbers, ascending.</param>
    /// <param name="max">How many it chooses at most.</param>
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

    /// <summary>What the legend calls them.</summary>
    public string Name => Indices.Length == Total ? "data"
        : string.Create(CultureInfo.InvariantCulture, $"{Indices.Length:N0} of {Total:N0} rows");

    /// <summary>How opaque each is where few would be of an opacity.</summary>
    public double Opacity(double ofFew) => ofFew * Math.Min(1, Math.Sqrt(FewPoints / Indices.Length));
}
