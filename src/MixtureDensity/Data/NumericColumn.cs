namespace MixtureDensity;

/// <summary>A column of finite numbers.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">A number a row.</param>
public sealed record NumericColumn(string Name, double[] Values) : TableColumn(Name)
{
    /// <inheritdoc/>
    public override int Length => Values.Length;

    internal override NumericColumn Select(IReadOnlyList<int> rows) =>
        this with { Values = [.. rows.Select(row => Values[row])] };
}
