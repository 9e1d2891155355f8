namespace MixtureDensity;

/// <summary>A column of texts; null is a missing one, which is a category of its own.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">A text a row.</param>
public sealed record TextColumn(string Name, string?[] Values) : TableColumn(Name)
{
    /// <inheritdoc/>
    public override int Length => Values.Length;

    internal override TextColumn Select(IReadOnlyList<int> rows) =>
        this with { Values = [.. rows.Select(row => Values[row])] };
}
