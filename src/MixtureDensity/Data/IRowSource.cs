namespace MixtureDensity;

/// <summary>
/// Rows of numbers as a network takes them, computed on demand. It is safe for concurrent use.
/// </summary>
/// <typeparam name="T">Single or double precision.</typeparam>
internal interface IRowSource<T>
{
    /// <summary>The number of rows.</summary>
    int Rows { get; }

    /// <summary>The number of numbers in a row.</summary>
    int Columns { get; }

    /// <summary>
    /// Fills a block with some rows, one line for each column; the rest of a line repeats its last value.
    /// </summary>
    /// <param name="rows">The indices of the rows, at least one.</param>
    /// <param name="block">[columns, width].</param>
    /// <param name="width">The length of a line, at least the number of rows.</param>
    void Fill(ReadOnlySpan<int> rows, Span<T> block, int width);
}
