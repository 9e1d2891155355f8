namespace MixtureDensity;

/// <summary>An input column of a table, and how its cells become numbers for a network.</summary>
public abstract record InputColumn(string Name)
{
    /// <summary>How many numbers a cell becomes.</summary>
    public abstract int Width { get; }
}

/// <summary>A column of numbers: a cell v becomes (v − mean)/deviation, and its place on every ramp.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Mean">The mean of the training rows, in the column's unit.</param>
/// <param name="Deviation">Their standard deviation, above 0.</param>
/// <param name="Ramps">The ramps, from left to right; none is a column that is only standardised.</param>
public sealed record NumericColumn(string Name, double Mean, double Deviation, IReadOnlyList<Ramp> Ramps) : InputColumn(Name)
{
    /// <inheritdoc/>
    public override int Width => 1 + Ramps.Count;
}

/// <summary>A column of texts: a cell becomes a 1 at its category's place among 0s.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Categories">The texts of the training rows, each once.</param>
public sealed record CategoricalColumn(string Name, IReadOnlyList<string> Categories) : InputColumn(Name)
{
    /// <inheritdoc/>
    public override int Width => Categories.Count;

    /// <summary>The places of a table's texts among the categories.</summary>
    /// <exception cref="ArgumentException">The table has no such column, or it holds numbers.</exception>
    /// <exception cref="UnknownCategoryException">A text is none of the categories.</exception>
    internal int[] PlacesIn(Table table)
    {
        string[] texts = table[Name] is TextColumn text ? text.Values : throw new ArgumentException($"Column '{Name}' holds numbers, not texts.");
        Dictionary<string, int> places = Categories.Select((c, i) => (c, i)).ToDictionary(p => p.c, p => p.i);
        var found = new int[texts.Length];
        for (int row = 0; row < texts.Length; row++)
            found[row] = places.TryGetValue(texts[row], out int place) ? place : throw new UnknownCategoryException(row, this, texts[row]);
        return found;
    }
}
