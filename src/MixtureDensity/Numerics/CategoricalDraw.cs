namespace MixtureDensity;

/// <summary>Draws from a categorical distribution.</summary>
internal static class CategoricalDraw
{
    /// <summary>Draws an index k with probability <paramref name="weights"/>[k].</summary>
    /// <remarks>Rounded weights may sum to slightly less than 1; the last positive one takes what remains.</remarks>
    public static int Next(ReadOnlySpan<double> weights, Random random)
    {
        double remainder = random.NextDouble();
        int last = 0;
        for (int k = 0; k < weights.Length; k++)
        {
            if (!(weights[k] > 0))
                continue;
            last = k;
            if ((remainder -= weights[k]) < 0)
                break;
        }
        return last;
    }
}
