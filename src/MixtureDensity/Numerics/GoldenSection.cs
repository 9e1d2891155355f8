namespace MixtureDensity;

/// <summary>Finds a minimum of a function by golden-section search.</summary>
internal static class GoldenSection
{
    private static readonly double Ratio = (Math.Sqrt(5) - 1) / 2;

    /// <summary>The place of a minimum; that of a function with several is one of them.</summary>
    /// <param name="function">The function.</param>
    /// <param name="lower">Where to search from.</param>
    /// <param name="upper">Where to search to.</param>
    /// <param name="tolerance">How far off the place may be.</param>
    public static double Minimum(Func<double, double> function, double lower, double upper, double tolerance)
    {
        double left = upper - Ratio * (upper - lower), right = lower + Ratio * (upper - lower);
        double atLeft = function(left), atRight = function(right);
        while (upper - lower > 2 * tolerance)
        {
            if (atLeft < atRight)
            {
                (upper, right, atRight) = (right, left, atLeft);
                left = upper - Ratio * (upper - lower);
                atLeft = function(left);
            }
            else
            {
                (lower, left, atLeft) = (left, right, atRight);
                right = lower + Ratio * (upper - lower);
                atRight = function(right);
            }
        }
        return (lower + upper) / 2;
    }
}
