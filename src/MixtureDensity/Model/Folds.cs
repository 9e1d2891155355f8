namespace MixtureDensity;

/// <summary>A seeded division of rows into parts of nearly equal size, each of which is held out once.</summary>
internal static class Folds
{
    /// <summary>The rows of each fold.</summary>
    /// <param name="rows">How many rows there are, at least as many as folds.</param>
    /// <param name="count">How many folds, at least 2.</param>
    /// <param name="seed">What decides which row falls into which.</param>
    public static int[][] Split(int rows, int count, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, count);
        int[] order = [.. Enumerable.Range(0, rows)];
        new Random(seed).Shuffle(order);
        return [.. Enumerable.Range(0, count)
            .Select(fold => order.Where((_, i) => i % count == fold).Order().ToArray())];
    }
}
