namespace MixtureDensity;

/// <summary>A seeded division of rows into parts of nearly equal size, each of which is held out once.</summary>
internal static class Folds
{
    // Large, so that the rounds of one seed are not those of the next.
    private const int RoundStep = 1_000_003;

    /// <summary>The rows of each fold.</summary>
    /// <param name="rows">How many rows there are, at least as many as folds.</param>
    /// <param name="count">How many folds, at least 2.</param>
    /// <param name="seed">What decides which row falls into which.</param>
    /// <param name="round">Every round is another division, from 0.</param>
    public static int[][] Of(int rows, int count, int seed, int round = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, count);
        int[] order = [.. Enumerable.Range(0, rows)];
        new Random(SeedOf(seed, round)).Shuffle(order);
        return [.. Enumerable.Range(0, count).Select(fold => order.Where((_, i) => i % count == fold).Order().ToArray())];
    }

    /// <summary>The seed of a round: that of the first is the seed itself.</summary>
    public static int SeedOf(int seed, int round) => unchecked(seed + RoundStep * round);
}
