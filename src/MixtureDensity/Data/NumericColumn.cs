namespace MixtureDensity;

/// <summary>A column of finite numbers; NaN is a missing one.</summary>
/// <remarks>
/// As an input a missing number counts as the mean, with an indicator if training rows had missing numbers too. A
/// target must have no missing numbers.
/// </remarks>
/// <param name="Name">The name.</param>
/// <param name="Values">The number of each row.</param>
public sealed record NumericColumn(string Name, double[] Values) : TableColumn(Name)
{
    /// <summary>
    /// Whether the numbers are times, in days since 1970-01-01: the parts of the calendar that vary become inputs too.
    /// </summary>
    public bool IsTime { get; init; }

    /// <summary>
    /// How the numbers were written. A model keeps it, so that other tables are read alike, and does not use it itself.
    /// </summary>
    public string? Format { get; init; }

    /// <inheritdoc/>
    public override int Length => Values.Length;

    internal override NumericColumn Select(IReadOnlyList<int> rows) =>
        this with { Values = [.. rows.Select(row => Values[row])] };
}
