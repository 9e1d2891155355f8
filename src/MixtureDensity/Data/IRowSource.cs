namespace MixtureDensity;

/// <summary>
/// Rows of numbers as a network takes them, made when they are asked for. Several threads may ask at once.
/// </summary>
/// <typeparam name="T">Single or double precision.</typeparam>
internal interface IRowSource<T>
{
    /// <summary>How many rows there are.</summary>
    int Rows { get; }

    /// <summary>How many numbers a row has.</summary>
    int Columns { get; }

    /// <summary>
    /// Puts some rows into a block, every column in a line of its own; the rest of a line repeats its last value.
    /// </summary>
    /// <param name="rows">Which rows, at least one.</param>
    /// <param name="block">[columns, width].</param>
    /// <param name="width">At least as many as there are rows.</param>
    void Fill(ReadOnlySpan<int> rows, Span<T> block, int width);
}
