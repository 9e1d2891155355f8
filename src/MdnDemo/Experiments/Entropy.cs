namespace MdnDemo.Experiments;

/// <summary>
/// The conditional entropy of u given v = f(u) + ε: the least loss that a model of p(u|v) can have.
/// </summary>
internal static class Entropy
{
    // The sums below change by less than 1e-6 where either step is halved.
    private const int Inputs = 2000;
    private const double OutputStep = 0.1;
    private const double TailDeviations = 8;

    /// <summary>The conditional entropy H(u|v) = H(u) + H(v|u) − H(v) of <see cref="NoisyCurve"/>, in nats.</summary>
    /// <remarks>
    /// H(u) is the logarithm of an interval's length, H(v|u) the entropy of the noise, and H(v) = −∫ p(v) ln p(v) dv
    /// with p(v) = ∫ p(u) N(v; f(u), σ²) du. Both integrals are sums over equal steps.
    /// </remarks>
    public static double OfInverse()
    {
        const double σ = NoisyCurve.NoiseDeviation;
        double[] f = [.. Enumerable.Range(0, Inputs)
            .Select(i => NoisyCurve.Value(((i + 0.5) / Inputs * 2 - 1) * NoisyCurve.Bound))];

        double ofU = Math.Log(2 * NoisyCurve.Bound);
        double ofNoise = 0.5 * Math.Log(2 * Math.PI * Math.E * σ * σ);
        double ofV = 0;
        double last = f.Max() + TailDeviations * σ;
        for (double v = f.Min() - TailDeviations * σ; v <= last; v += OutputStep)
        {
            double p = f.Average(m => NormalDensity(v, m, σ));
            ofV -= p * Math.Log(p) * OutputStep;
        }
        return ofU + ofNoise - ofV;
    }

    private static double NormalDensity(double v, double m, double σ)
    {
        double z = (v - m) / σ;
        return Math.Exp(-0.5 * z * z) / (σ * Math.Sqrt(2 * Math.PI));
    }
}
