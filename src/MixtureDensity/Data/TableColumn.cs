namespace MixtureDensity;

/// <summary>A column of a table.</summary>
/// <param name="Name">Its name.</param>
public abstract record TableColumn(string Name)
{
    /// <summary>The number of rows.</summary>
    public abstract int Length { get; }

    internal abstract TableColumn Select(IReadOnlyList<int> rows);
}
