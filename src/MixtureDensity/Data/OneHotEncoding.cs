namespace MixtureDensity;

/// <summary>
/// A one-hot encoded column of texts: a cell becomes 1 at the index of its category and 0 elsewhere. After the
/// categories there may be an index for missing texts, and one that rare and unknown texts share.
/// </summary>
/// <remarks>
/// A text without an index, such as an unknown one where no text was rare, becomes 1/width at every index: an average.
/// </remarks>
/// <param name="Name">Its name.</param>
/// <param name="Categories">The texts that have an index of their own, each once.</param>
/// <param name="HasMissing">Whether training rows had missing texts, which then have an index.</param>
/// <param name="HasOther">Whether training rows had rare texts, which then share an index with unknown ones.</param>
public sealed record OneHotEncoding(string Name, IReadOnlyList<string> Categories, bool HasMissing = false,
    bool HasOther = false) : InputEncoding(Name)
{
    // A category of a single row says nothing about another row.
    private const int MinRows = 2;

    // More inputs from one column take too long; the most frequent categories have an index.
    private const int MaxCategories = 2000;

    /// <summary>Stands for a text without an index.</summary>
    internal const int NoPlace = -1;

    /// <inheritdoc/>
    public override int Width => Categories.Count + (HasMissing ? 1 : 0) + (HasOther ? 1 : 0);

    /// <summary>The encoding of the texts of training rows.</summary>
    internal static OneHotEncoding Fit(TextColumn column)
    {
        Dictionary<string, int> counts = column.Values.OfType<string>().CountBy(text => text).ToDictionary();
        string[] rare = [.. counts.Where(c => c.Value < MinRows).Select(c => c.Key)];
        if (counts.Count - rare.Length > MaxCategories || (rare.Length == counts.Count && rare.Length > MaxCategories))
            rare = [.. counts.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal)
                .Skip(MaxCategories).Select(c => c.Key)];
        // A single rare text needs no shared index, and if all are rare there would be no other.
        bool hasOther = rare.Length >= MinRows && rare.Length < counts.Count;
        IEnumerable<string> kept = hasOther ? counts.Keys.Except(rare) : counts.Keys;
        return new OneHotEncoding(column.Name, [.. kept.Order(StringComparer.Ordinal)],
            column.Values.Contains(null), hasOther);
    }

    /// <summary>The indices of a table's texts, or <see cref="NoPlace"/>.</summary>
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
