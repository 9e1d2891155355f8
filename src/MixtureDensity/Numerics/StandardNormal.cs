using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MixtureDensity;

/// <summary>The standard normal distribution in double precision; all but samples vectorised.</summary>
internal static class StandardNormal
{
    /// <summary>½ log 2π.</summary>
    public static readonly double HalfLogTwoPi = 0.5 * Math.Log(2 * Math.PI);

    // exp(−z²/2) underflows to 0 beyond this.
    private const double MaxDistance = 38.6;

    // The tail is a normal number up to here.
    private const double MaxNormalDistance = 37.5;

    /// <summary>The Gaussian kernel exp(−z²/2), accurate to a few ulp.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Kernel(Vector256<double> z)
    {
        Vector256<double> t = Vector256.MinNative(Vector256.Abs(z), Vector256.Create(MaxDistance)), square = t * t;
        // The square of exp(−z²/4), which does not underflow first, corrected for the rounding error of z².
        Vector256<double> root = Exponential.Compute(square * -0.25);
        Vector256<double> rounding = Vector256.FusedMultiplyAdd(t, t, -square);
        root = Vector256.ConditionalSelect(Vector256.LessThan(t, Vector256.Create(MaxDistance)), root,
            Vector256<double>.Zero);
        return root * root * Vector256.FusedMultiplyAdd(rounding, Vector256.Create(-0.5), Vector256<double>.One);
    }

    /// <summary>Φ(−z) for z ≥ 0, given exp(−z²/2), accurate to a few ulp.</summary>
    /// <remarks>
    /// Source: M. M. Shepherd and J. G. Laframboise, "Chebyshev approximation of (1 + 2x) exp(x²) erfc x in 0 ≤ x &lt;
    /// ∞", 1981.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> UpperTail(Vector256<double> z, Vector256<double> kernel)
    {
        Vector256<double> t = Vector256.MinNative(z, Vector256.Create(MaxDistance));
        // u = (z − 5)/(z + 5) and 1/(1 + z) with a single division.
        Vector256<double> toOne = t + Vector256<double>.One, toFive = t + Vector256.Create(5.0);
        Vector256<double> reciprocal = Vector256<double>.One / (toOne * toFive);
        Vector256<double> u = (t - Vector256.Create(5.0)) * (toOne * reciprocal);
        // (1 + z) exp(z²/2) Φ(−z): the interpolant at the Chebyshev points of 0 ≤ z ≤ 40, computed with 40 digits. Its
        // relative error is at most 1e-16.
        Vector256<double> scaled = new Polynomial(u, 2.196032905924892e-9, 1.6129107766244392e-9)
            .Next(-2.6332491672878587e-8, -2.1567877175579913e-8).Next(1.9124697360088803e-7, 1.222807738066692e-7)
            .Next(-1.3041981291689899e-6, -6.645126985386993e-8).Next(9.058505485209712e-6, -9.897782095693084e-6)
            .Next(-5.360723737658505e-5, 1.8233460332349368e-4).Next(7.791539896184297e-6, -1.6760724212402098e-3)
            .Next(6.5220006738440734e-3, -1.5170415395094575e-2).Next(2.4536963243297946e-2, -2.6401042966674067e-2)
            .Next(1.0002352385241659e-2, 3.10303684259707e-2).Next(-9.155228183400917e-2, 0.46151582985003775).Value;
        return kernel * (toFive * reciprocal) * scaled;
    }

    /// <summary>
    /// Φ(z) for z &lt; 0 and −Φ(−z) for others: a distribution function whose differences lose no digits in either
    /// tail. Across 0 they are 1 too small. Below 5e-308 it is 0.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> SignedTail(Vector256<double> z)
    {
        Vector256<double> max = Vector256.Create(MaxNormalDistance);
        Vector256<double> distance = Vector256.MinNative(Vector256.Abs(z), max);
        Vector256<double> tail = UpperTail(distance, Kernel(distance));
        tail = Vector256.ConditionalSelect(Vector256.LessThan(distance, max), tail, Vector256<double>.Zero);
        return Vector256.ConditionalSelect(Vector256.LessThan(z, Vector256<double>.Zero), tail, -tail);
    }

    /// <inheritdoc cref="SignedTail(Vector256{double})"/>
    public static double SignedTail(double z) => SignedTail(Vector256.Create(z))[0];

    /// <summary>Draws a value.</summary>
    /// <remarks>
    /// Source: G. E. P. Box and M. E. Muller, "A note on the generation of random normal deviates", 1958.
    /// </remarks>
    public static double Sample(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
