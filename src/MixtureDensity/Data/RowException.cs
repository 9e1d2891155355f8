namespace MixtureDensity;

/// <summary>A row of a table that a model can make nothing of.</summary>
/// <param name="row">The row of the table, from 0.</param>
/// <param name="message">Why.</param>
public class RowException(int row, string message) : Exception(message)
{
    /// <summary>The row of the table, from 0.</summary>
    public int Row { get; } = row;
}
