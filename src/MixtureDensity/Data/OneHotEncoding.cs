namespace MixtureDensity;

/// <summary>A column of texts: a cell becomes a 1 at its category's place among 0s.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Categories">The texts of the training rows, each once.</param>
public sealed record OneHotEncoding(string Name, IReadOnlyList<string> Categories) : InputEncoding(Name)
{
    /// <inheritdoc/>
    public override int Width => Categories.Count;

    /// <summary>The places of a table's texts among the categories.</summary>
    /// <exception cref="ArgumentException">The table has no such column, or it holds numbers.</exception>
    /// <exception cref="UnknownCategoryException">A text is none of the categories.</exception>
    internal int[] PlacesIn(Table table)
    {
        string[] texts = table[Name] is TextColumn text ? text.Values
            : throw new ArgumentException($"Column '{Name}' holds numbers, not texts.");
        Dictionary<string, int> places = Categories.Select((c, i) => (c, i)).ToDictionary(p => p.c, p => p.i);
        var found = new int[texts.Length];
        for (int row = 0; row < texts.Length; row++)
            found[row] = places.TryGetValue(texts[row], out int place) ? place
                : throw new UnknownCategoryException(row, this, texts[row]);
        return found;
    }
}
