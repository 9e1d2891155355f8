namespace MdnDemo.Tests.Support;

/// <summary>Runs whose outcome a busy machine may spoil.</summary>
internal static class Again
{
    /// <summary>Does something until its outcome is good, but only so often.</summary>
    /// <returns>The last outcome, good or not.</returns>
    public static async Task<T> UntilAsync<T>(int maxTimes, Func<Task<T>> run, Predicate<T> isGood)
    {
        T outcome = await run();
        for (int times = 1; times < maxTimes && !isGood(outcome); times++)
            outcome = await run();
        return outcome;
    }
}
