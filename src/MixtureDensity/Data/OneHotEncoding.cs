namespace MixtureDensity;

/// <summary>
/// A column of texts: a cell becomes a 1 at its category's place among 0s. Behind the categories may stand a place for
/// missing texts, and one that rare and unknown texts share.
/// </summary>
/// <remarks>
/// A text without a place, such as an unknown one where no text was rare, lies evenly on all places: an average.
/// </remarks>
/// <param name="Name">Its name.</param>
/// <param name="Categories">The texts that have a place of their own, each once.</param>
/// <param name="HasMissing">Whether training rows had missing texts, which then have a place.</param>
/// <param name="HasOther">Whether training rows had rare texts, which then share a place with unknown ones.</param>
public sealed record OneHotEncoding(string Name, IReadOnlyList<string> Categories, bool HasMissing = false,
    bool HasOther = false) : InputEncoding(Name)
{
    // A category of a single row says nothing about another row.
    private const int MinRows = 2;

    // A network that has more inputs of one column takes too long; the most frequent ones have a place.
    private const int MaxCategories = 2000;

    /// <summary>The place of a text that has none.</summary>
    internal const int NoPlace = -1;

    /// <inheritdoc/>
    public override int Width => Categories.Count + (HasMissing ? 1 : 0) + (HasOther ? 1 : 0);

    /// <summary>The encoding of the texts of training rows.</summary>
    internal static OneHotEncoding Fit(TextColumn column)
    {
        Dictionary<string, int> counts = [];
        foreach (string? text in column.Values)
        {
            if (text is not null)
                counts[text] = counts.GetValueOrDefault(text) + 1;
        }
        string[] rare = [.. counts.Where(c => c.Value < MinRows).Select(c => c.Key)];
        if (counts.Count - rare.Length > MaxCategories || (rare.Length == counts.Count && rare.Length > MaxCategories))
            rare = [.. counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal)
                .Skip(MaxCategories).Select(c => c.Key)];
        // One alone shares with nobody, and where all are rare nothing would be left.
        bool hasOther = rare.Length >= MinRows && rare.Length < counts.Count;
        IEnumerable<string> kept = hasOther ? counts.Keys.Except(rare) : counts.Keys;
        return new OneHotEncoding(column.Name, [.. kept.Order(StringComparer.Ordinal)],
            column.Values.Contains(null), hasOther);
    }

    /// <summary>The places of a table's texts, or <see cref="NoPlace"/>.</summary>
    /// <exception cref="ArgumentException">The table has no such column, or it holds numbers.</exception>
    internal int[] PlacesIn(Table table)
    {
        string?[] texts = table.Texts(Name);
        Dictionary<string, int> places = Categories.Select((c, i) => (c, i)).ToDictionary(p => p.c, p => p.i);
        int other = HasOther ? Width - 1 : NoPlace, missing = HasMissing ? Categories.Count : NoPlace;
        var found = new int[texts.Length];
        for (int row = 0; row < texts.Length; row++)
            found[row] = texts[row] is not { } known ? missing : places.GetValueOrDefault(known, other);
        return found;
    }
}
