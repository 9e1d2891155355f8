using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MixtureDensity;

/// <summary>A vectorised exponential function in double precision.</summary>
internal static class Exponential
{
    /// <summary>exp x = 2ⁿ exp r, accurate to 1–2 ulp for −708 ≤ x ≤ 708.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Compute(Vector256<double> x)
    {
        // Adding it rounds to the nearest integer, which is left in the lowest bits.
        Vector256<double> shift = Vector256.Create(1.5 * (1L << 52));
        Vector256<double> shifted = Vector256.FusedMultiplyAdd(x, Vector256.Create(1.4426950408889634), shift);
        Vector256<double> n = shifted - shift;
        // Cody-Waite reduction: log 2 in two parts, so that n times the first is exact.
        Vector256<double> r = Vector256.FusedMultiplyAdd(n, Vector256.Create(-0.69314718036912382), x);
        r = Vector256.FusedMultiplyAdd(n, Vector256.Create(-1.9082149292705877e-10), r);
        // Σ rⁿ/n!; the truncation error is below 1e-16 for |r| ≤ ½ log 2.
        Vector256<double> power = new Polynomial(r, 1.0 / 6227020800, 1.0 / 479001600)
            .Next(1.0 / 39916800, 1.0 / 3628800).Next(1.0 / 362880, 1.0 / 40320).Next(1.0 / 5040, 1.0 / 720)
            .Next(1.0 / 120, 1.0 / 24).Next(1.0 / 6, 0.5).Next(1, 1).Value;
        return (power.AsInt64() + Vector256.ShiftLeft(shifted.AsInt64(), 52)).AsDouble();
    }
}
