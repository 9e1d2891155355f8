using System.Runtime.Intrinsics;

namespace MixtureDensity;

/// <summary>A normal variable X ~ N(d, σ²) that is rounded to a whole number.</summary>
internal static class RoundedNormal
{
    // Below this σ a sum over nine numbers is exact, and above it a Fourier series of three terms.
    private const double MaxNarrowScale = 0.45;

    // So that half-way between two numbers z is 0.
    private const double MinScale = 1e-300;

    // exp of it is lost to rounding beside 1.
    private const double MinExponent = -38;

    private static readonly Vector256<double> Edges = Vector256.Create(0.5, 1.5, 2.5, 3.5);

    /// <summary>E[round X] and Var[round X].</summary>
    /// <param name="d">The mean, in [−½, ½].</param>
    /// <param name="scale">σ.</param>
    /// <remarks>
    /// The rounding error e = round X − X is the series Σₘ (−1)ᵐ sin(2πmX)/(πm). With ωₘ = (−1)ᵐ exp(−2π²m²σ²) its
    /// expectation is Σₘ ωₘ sin(2πmd)/(πm), that of e² is 1/12 + Σₘ ωₘ cos(2πmd)/(πm)², and Cov(X, e) = 2σ² Σₘ ωₘ
    /// cos(2πmd). For a small σ, E[n] and E[n²] are sums of the tails beyond the edges between numbers.
    /// </remarks>
    public static (double Mean, double Variance) Moments(double d, double scale)
    {
        if (scale < MaxNarrowScale)
        {
            Vector256<double> above = Tails(d), below = Tails(-d);
            double first = Vector256.Sum(above - below);
            // Beyond the edge n + ½, n² grows by 2n + 1.
            return (first, Math.Max(0, Vector256.Sum(2 * Edges * (above + below)) - first * first));
        }
        double square = scale * scale, error = 0, squareOfError = 1.0 / 12, covariance = 0, exponent;
        for (int m = 1; (exponent = -2 * Math.PI * Math.PI * m * m * square) > MinExponent; m++)
        {
            double ω = (m % 2 == 0 ? 1 : -1) * Math.Exp(exponent), πm = Math.PI * m;
            var (sine, cosine) = Math.SinCos(2 * πm * d);
            error += ω * sine / πm;
            squareOfError += ω * cosine / (πm * πm);
            covariance += 2 * square * ω * cosine;
        }
        return (d + error, square + 2 * covariance + squareOfError - error * error);

        Vector256<double> Tails(double d) =>
            Vector256.Abs(StandardNormal.SignedTail((Edges - Vector256.Create(d)) / Math.Max(scale, MinScale)));
    }
}
