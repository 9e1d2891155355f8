namespace MixtureDensity;

// Quantiles.
internal sealed partial class LatentMixture
{
    /// <summary>The quantiles; the bounds for p = 0 and 1.</summary>
    public void Quantiles(ReadOnlySpan<double> p, Span<double> quantiles)
    {
        if (_truncated is null)
        {
            Heights.Quantiles(p, quantiles);
            return;
        }
        for (int i = 0; i < p.Length; i++)
            quantiles[i] = p[i] <= 0 ? Lower : p[i] >= 1 ? Upper
                : TruncatedQuantile(Math.Min(p[i], 1 - p[i]), isLower: p[i] <= 0.5);
    }

    /// <summary>The quantile.</summary>
    public double Quantile(double p)
    {
        double quantile = 0;
        Quantiles(new ReadOnlySpan<double>(in p), new Span<double>(ref quantile));
        return quantile;
    }

    /// <summary>The point above which a probability lies, which may be tiny.</summary>
    public double UpperQuantile(double tail) => tail <= 0 ? Upper : tail > 0.5 ? Quantile(1 - tail)
        : _truncated is null ? Heights.UpperQuantile(tail) : TruncatedQuantile(tail, isLower: false);

    /// <summary>Searched for by the smaller tail, within bounds of the components' quantiles.</summary>
    private double TruncatedQuantile(double tail, bool isLower)
    {
        double z = Math.Sqrt(-2 * Math.Log(tail));
        // What is left of a normal tail falls at least as fast as exp(−z²/2), and so does a whole one.
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        for (int k = 0; k < _means.Length; k++)
        {
            low = Math.Min(low, Math.Min(_means[k], Upper) - z * _scales[k]);
            high = Math.Max(high, Math.Max(_means[k], Lower) + z * _scales[k]);
        }
        low = Math.Clamp(low, Lower, Upper);
        high = Math.Clamp(high, Lower, Upper);
        return RootFinder.Find(s => isLower ? Excess(_truncated!.At(s).Below) : -Excess(_truncated!.At(s).Above),
            low, high, 1e-13 * SmallestScale);

        double Excess(double probability) => Math.Log(probability / tail);
    }
}
