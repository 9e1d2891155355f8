namespace MixtureDensity;

/// <summary>Splits rows into folds at random.</summary>
internal static class Folds
{
    /// <summary>Returns the sorted rows of each fold; sizes differ by at most 1.</summary>
    /// <param name="rows">The number of rows, at least as many as folds.</param>
    /// <param name="count">The number of folds, at least 2.</param>
    /// <param name="seed">The random seed.</param>
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
