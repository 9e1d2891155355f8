using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MixtureDensity;

/// <summary>A vectorised exponential function in double precision.</summary>
internal static class Exponential
{
    // 1/n!, highest power first; the truncation error is below 1e-16 for |r| ≤ ½ log 2.
    private static ReadOnlySpan<double> Coefficients =>
        [1.0 / 6227020800, 1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880, 1.0 / 40320, 1.0 / 5040,
         1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 0.5, 1, 1];

    /// <summary>exp x = 2ⁿ exp r, accurate to 1–2 ulp for −708 ≤ x ≤ 708.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Compute(Vector512<double> x)
    {
        // Adding it rounds to the nearest integer, which is left in the lowest bits.
        Vector512<double> shift = Vector512.Create(1.5 * (1L << 52));
        Vector512<double> shifted = Vector512.FusedMultiplyAdd(x, Vector512.Create(1.4426950408889634), shift);
        Vector512<double> n = shifted - shift;
        // Cody-Waite reduction: log 2 in two parts, so that n times the first is exact.
        Vector512<double> r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-0.69314718036912382), x);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-1.9082149292705877e-10), r);
        return (Polynomial(Coefficients, r).AsInt64() + Vector512.ShiftLeft(shifted.AsInt64(), 52)).AsDouble();
    }

    /// <summary>Evaluates a polynomial with an even number of coefficients, highest power first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<double> Polynomial(ReadOnlySpan<double> coefficients, Vector512<double> x)
    {
        // Odd and even powers separately: two short dependency chains that the processor overlaps.
        Vector512<double> square = x * x;
        Vector512<double> odd = Vector512.Create(coefficients[0]), even = Vector512.Create(coefficients[1]);
        for (int i = 2; i < coefficients.Length; i += 2)
        {
            odd = Vector512.FusedMultiplyAdd(odd, square, Vector512.Create(coefficients[i]));
            even = Vector512.FusedMultiplyAdd(even, square, Vector512.Create(coefficients[i + 1]));
        }
        return Vector512.FusedMultiplyAdd(odd, x, even);
    }
}
