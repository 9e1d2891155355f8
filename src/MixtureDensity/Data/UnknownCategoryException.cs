namespace MixtureDensity;

/// <summary>A text in a categorical column that the training rows did not have.</summary>
/// <param name="row">The row of the table, from 0.</param>
/// <param name="column">The column.</param>
/// <param name="category">The text.</param>
public sealed class UnknownCategoryException(int row, OneHotEncoding column, string category)
    : RowException(
        row, $"Column '{column.Name}' has the category '{category}', which no training row had; known are "
            + $"{Known(column)}.")
{
    private const int Shown = 10;

    private static string Known(OneHotEncoding column) =>
        string.Join(", ", column.Categories.Take(Shown)) + (column.Categories.Count > Shown ? ", …" : "");
}
