namespace MixtureDensity;

/// <summary>log Σ exp uₖ, with the largest uₖ subtracted first, so that no exponential overflows.</summary>
internal static class LogSumExp
{
    /// <returns>The logarithm; −∞ if all terms are.</returns>
    public static double Compute(params ReadOnlySpan<double> terms)
    {
        double highest = double.NegativeInfinity, sum = 0;
        foreach (double term in terms)
            highest = Math.Max(highest, term);
        if (double.IsNegativeInfinity(highest))
            return highest;
        foreach (double term in terms)
            sum += Math.Exp(term - highest);
        return highest + Math.Log(sum);
    }
}
