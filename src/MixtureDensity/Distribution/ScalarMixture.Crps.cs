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
        Vector256<double> sum = default, at = Vector256.Create(x), more = Vector256.Create(variance);
        for (int k = 0; k < _means.Length; k += Lanes)
        {
            Vector256<double> scale = Vector256.Create(_scales, k);
            Vector256<double> s = Vector256.Sqrt(Vector256.FusedMultiplyAdd(scale, scale, more));
            Vector256<double> distance = Vector256.Abs(at - Vector256.Create(_means, k)), z = distance / s;
            Vector256<double> kernel = StandardNormal.Kernel(z), tail = StandardNormal.UpperTail(z, kernel);
            Vector256<double> near = s * RootTwoOverPi * kernel, far = distance * (Vector256<double>.One - 2 * tail);
            sum += Vector256.Create(_weights, k) * (near + far);
        }
        return Vector256.Sum(sum);
    }
}
