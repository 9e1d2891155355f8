using System.Numerics;
using System.Runtime.CompilerServices;
using static MixtureDensity.VectorMath;

namespace MixtureDensity;

/// <summary>
/// Logarithms of probabilities of the standard normal distribution with their derivatives, a SIMD vector at a time,
/// without cancellation in either tail. Accurate to 1e-6, in single precision to that of its rounding.
/// </summary>
internal static class NormalInterval
{
    // Nodes and halved weights of Gauss-Legendre quadrature with five points, of which one is the centre.
    private const double InnerNode = 0.53846931010568309, OuterNode = 0.90617984593866399;
    private const double InnerWeight = 0.47862867049936647, OuterWeight = 0.23692688505618909;
    private const double CentreWeight = 0.28444444444444444;

    // In a wider interval, or where the density changes by a larger factor, a quadrature would be inexact.
    private const double MaxWidth = 1;
    private const double MaxChange = 1;

    // The square of a larger distance could be infinite in single precision.
    private const double MaxDistance = 1e9;

    private const double RootTwoPi = 2.5066282746310002;

    // (1 + z) Φ(−z)/φ(z) as a polynomial in (z − 5)/(z + 5), highest power first: the interpolant at the Chebyshev
    // points of z ≥ 0, computed with 60 digits. Its relative error is at most 1.5e-8.
    private static ReadOnlySpan<double> Tail =>
        [-8.124019625972043e-5, 3.837267268398211e-4, -3.532491339581605e-5, -4.1195188841350915e-3,
         1.63755469422999e-2, -3.8068782145718766e-2, 6.149877755258284e-2, -6.616774070671394e-2,
         2.5072711129204946e-2, 7.778075493459834e-2, -0.22948754562399395, 1.1568486400099203];

    /// <summary>log P(a ≤ Z ≤ b) of an interval with centre c = (a + b)/2 and width δ = b − a.</summary>
    /// <param name="centre">c, finite.</param>
    /// <param name="width">δ, above 0.</param>
    /// <param name="ofCentre">Receives the derivative by c, (φ(b) − φ(a))/P.</param>
    /// <param name="ofWidth">Receives the derivative by δ, (φ(b) + φ(a))/(2P).</param>
    /// <remarks>
    /// With u = |c| δ/2, a narrow interval has P = φ(c) ∫ exp(−ct − t²/2) dt over |t| ≤ δ/2, by quadrature. A wider one
    /// on the right of 0 has P = φ(a) (M(a) − M(b) exp(−2u)), with the Mills ratio M; one around 0 leaves the tails.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector<T> LogProbability<T>(
        Vector<T> centre, Vector<T> width, out Vector<T> ofCentre, out Vector<T> ofWidth)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector<T> c = Vector.MinNative(Constant<T>(MaxDistance), Vector.Abs(centre)), half = Constant<T>(0.5);
        // The powers of a smaller u would be subnormal.
        Vector<T> u = VectorMath.ZeroWithin(half * c * width, Constant<T>(1e-9));
        Vector<T> isNarrow = Vector.LessThanOrEqual(width, Constant<T>(MaxWidth))
            & Vector.LessThanOrEqual(u, Constant<T>(MaxChange));
        Vector<T> log = default, slope = default, growth = default;
        bool anyNarrow = !Vector.EqualsAll(isNarrow, Vector<T>.Zero);
        if (anyNarrow)
            log = OfNarrow(c, Vector.MinNative(Constant<T>(MaxWidth), width),
                Vector.MinNative(Constant<T>(MaxChange), u), out slope, out growth);
        if (!anyNarrow || Vector.EqualsAny(isNarrow, Vector<T>.Zero))
        {
            Vector<T> ofWide = OfWide(c, width, u, out Vector<T> wideSlope, out Vector<T> wideGrowth);
            log = Vector.ConditionalSelect(isNarrow, log, ofWide);
            slope = Vector.ConditionalSelect(isNarrow, slope, wideSlope);
            growth = Vector.ConditionalSelect(isNarrow, growth, wideGrowth);
        }
        // The density falls away from 0, so that on the right a larger centre has less.
        ofCentre = Vector.ConditionalSelect(Vector.LessThan(centre, Vector<T>.Zero), -slope, slope);
        ofWidth = growth;
        return log;
    }

    /// <summary>log Φ(−z).</summary>
    /// <param name="z">z, finite.</param>
    /// <param name="hazard">Receives φ(z)/Φ(−z), minus the derivative by z.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector<T> LogUpperTail<T>(Vector<T> z, out Vector<T> hazard)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector<T> distance = Vector.MinNative(Constant<T>(MaxDistance), Vector.Abs(z)), half = Constant<T>(0.5);
        Vector<T> logKernel = -half * distance * distance, mills = MillsRatio(distance);
        Vector<T> kernel = VectorMath.SoftmaxTerm(logKernel) / Constant<T>(RootTwoPi);
        Vector<T> rest = Vector<T>.One - kernel * mills;
        Vector<T> isRight = Vector.GreaterThanOrEqual(z, Vector<T>.Zero);
        hazard = Vector.ConditionalSelect(isRight, Vector<T>.One / mills, kernel / rest);
        Vector<T> right = logKernel - Constant<T>(StandardNormal.HalfLogTwoPi) + VectorMath.Log(mills);
        return Vector.ConditionalSelect(isRight, right, VectorMath.Log(rest));
    }

    private static Vector<T> OfNarrow<T>(Vector<T> c, Vector<T> width, Vector<T> u, out Vector<T> slope,
        out Vector<T> growth)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector<T> half = Constant<T>(0.5), square = Constant<T>(0.25) * width * width;
        // The integral over φ(c) δ.
        Vector<T> mean = Constant<T>(CentreWeight)
            + Constant<T>(InnerWeight) * Kernel(InnerNode) * Cosh(u * Constant<T>(InnerNode))
            + Constant<T>(OuterWeight) * Kernel(OuterNode) * Cosh(u * Constant<T>(OuterNode));
        Vector<T> edge = VectorMath.Exp(-half * square);
        growth = edge * Cosh(u) / (mean * width);
        // sinh u = u (sinh u)/u, so that a small one keeps its digits; u/δ = |c|/2.
        slope = -edge * c * SinhRatio(u) / mean;
        return VectorMath.Log(mean * width) - half * c * c - Constant<T>(StandardNormal.HalfLogTwoPi);

        Vector<T> Kernel(double node) => VectorMath.Exp(Constant<T>(-0.5 * node * node) * square);
    }

    private static Vector<T> OfWide<T>(Vector<T> c, Vector<T> width, Vector<T> u, out Vector<T> slope,
        out Vector<T> growth)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector<T> half = Constant<T>(0.5), a = c - half * width, b = c + half * width;
        Vector<T> near = Vector.Abs(a), millsOfA = MillsRatio(near), millsOfB = MillsRatio(b);
        // On one side of 0, in units of φ(a).
        Vector<T> ratio = VectorMath.SoftmaxTerm(-(u + u)), aside = millsOfA - millsOfB * ratio;
        Vector<T> logOfA = -half * near * near;
        Vector<T> logAside = logOfA - Constant<T>(StandardNormal.HalfLogTwoPi) + VectorMath.Log(aside);
        // Around 0.
        Vector<T> unit = Constant<T>(1 / RootTwoPi);
        Vector<T> kernelOfA = unit * VectorMath.SoftmaxTerm(logOfA);
        Vector<T> kernelOfB = unit * VectorMath.SoftmaxTerm(-half * b * b);
        Vector<T> around = Vector<T>.One - kernelOfA * millsOfA - kernelOfB * millsOfB;

        Vector<T> isAside = Vector.GreaterThanOrEqual(a, Vector<T>.Zero);
        slope = Vector.ConditionalSelect(isAside, (ratio - Vector<T>.One) / aside, (kernelOfB - kernelOfA) / around);
        growth = half * Vector.ConditionalSelect(isAside, (ratio + Vector<T>.One) / aside,
            (kernelOfB + kernelOfA) / around);
        return Vector.ConditionalSelect(isAside, logAside, VectorMath.Log(around));
    }

    /// <summary>Φ(−z)/φ(z) for z ≥ 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> MillsRatio<T>(Vector<T> z)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector<T> u = (z - Constant<T>(5)) / (z + Constant<T>(5)), sum = Constant<T>(Tail[0]);
        for (int i = 1; i < Tail.Length; i++)
            sum = sum * u + Constant<T>(Tail[i]);
        return sum / (Vector<T>.One + z);
    }

    // For |x| ≤ 1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Cosh<T>(Vector<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector<T> square = x * x, sum = Constant<T>(1.0 / 3628800);
        sum = sum * square + Constant<T>(1.0 / 40320);
        sum = sum * square + Constant<T>(1.0 / 720);
        sum = sum * square + Constant<T>(1.0 / 24);
        sum = sum * square + Constant<T>(0.5);
        return sum * square + Vector<T>.One;
    }

    // (sinh x)/x for |x| ≤ 1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> SinhRatio<T>(Vector<T> x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector<T> square = x * x, sum = Constant<T>(1.0 / 39916800);
        sum = sum * square + Constant<T>(1.0 / 362880);
        sum = sum * square + Constant<T>(1.0 / 5040);
        sum = sum * square + Constant<T>(1.0 / 120);
        sum = sum * square + Constant<T>(1.0 / 6);
        return sum * square + Vector<T>.One;
    }
}
