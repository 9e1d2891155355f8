using System.Runtime.Intrinsics;

namespace MixtureDensity;

// The CRPS.
public sealed partial class ScalarMixture
{
    private static readonly double RootTwoOverPi = Math.Sqrt(2 / Math.PI);

    /// <summary>
    /// The continuous ranked probability score (CRPS) E|X − y| − ½ E|X − X′|, in closed form: Σₖ πₖ A(y − μₖ, σₖ²) − ½
    /// Σⱼ Σₖ πⱼ πₖ A(μⱼ − μₖ, σⱼ² + σₖ²) with A(m, s²) = E|N(m, s²)| = 2 s φ(m/s) + m (2 Φ(m/s) − 1). Lower is better.
    /// </summary>
    /// <param name="y">The observed value.</param>
    /// <returns>At least 0, in units of y; ∞ for an infinite y.</returns>
    /// <exception cref="ArgumentException">y is NaN.</exception>
    /// <remarks>
    /// Source: E. P. Grimit, T. Gneiting, V. J. Berrocal and N. A. Johnson, "The continuous ranked probability score
    /// for circular variables and its application to mesoscale forecast ensemble verification", 2006.
    /// </remarks>
    public override double Crps(double y)
    {
        if (double.IsInfinity(RequireNumber(y)))
            return double.PositiveInfinity;
        double toEachOther = 0;
        for (int j = 0; j < _means.Length && _weights[j] > 0; j++)
            toEachOther += _weights[j] * MeanDistance(_means[j], _scales[j] * _scales[j]);
        return Math.Max(0, MeanDistance(y - _origin, 0) - 0.5 * toEachOther);
    }

    /// <summary>Σₖ πₖ E|N(x − μₖ, σₖ² + variance)|.</summary>
    private double MeanDistance(double x, double variance)
    {
        Vector512<double> sum = default, at = Vector512.Create(x), more = Vector512.Create(variance);
        for (int k = 0; k < _means.Length; k += Lanes)
        {
            Vector512<double> scale = Vector512.Create(_scales, k);
            Vector512<double> s = Vector512.Sqrt(Vector512.FusedMultiplyAdd(scale, scale, more));
            Vector512<double> distance = Vector512.Abs(at - Vector512.Create(_means, k)), z = distance / s;
            Vector512<double> kernel = StandardNormal.Kernel(z), tail = StandardNormal.UpperTail(z, kernel);
            Vector512<double> near = s * RootTwoOverPi * kernel, far = distance * (Vector512<double>.One - 2 * tail);
            sum += Vector512.Create(_weights, k) * (near + far);
        }
        return Vector512.Sum(sum);
    }
}
