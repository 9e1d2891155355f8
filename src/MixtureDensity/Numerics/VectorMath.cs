using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MixtureDensity;

/// <summary>Elementary functions of SIMD vectors in single or double precision.</summary>
internal static class VectorMath
{
    // .NET's single-precision Exp converts to double precision and takes five times as long.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Exp<T>(Vector<T> x)
        where T : unmanaged => typeof(T) == typeof(float)
            ? Exp(x.As<T, float>()).As<float, T>()
            : Vector.Exp(x.As<T, double>()).As<double, T>();

    // .NET's single-precision Tanh takes three times as long.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Tanh<T>(Vector<T> x)
        where T : unmanaged => typeof(T) == typeof(float)
            ? Tanh(x.As<T, float>()).As<float, T>()
            : Tanh(x.As<T, double>()).As<double, T>();

    // .NET's single-precision Log computes (x − 1)⁸, which becomes subnormal near 1.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Log<T>(Vector<T> x)
        where T : unmanaged => typeof(T) == typeof(float)
            ? Log(x.As<T, float>()).As<float, T>()
            : Vector.Log(x.As<T, double>()).As<double, T>();

    /// <summary>x, or the nearer one of its bounds; NaN stays NaN.</summary>
    /// <remarks>
    /// An instruction each. Vector.Min takes several, to tell −0 from 0 and NaN on either side; here x is the second
    /// argument, which x86 returns if it is NaN.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Clamp<T>(Vector<T> x, Vector<T> lower, Vector<T> upper)
        where T : unmanaged => Vector.MinNative(upper, Vector.MaxNative(lower, x));

    /// <summary>exp x for a softmax whose largest term has x = 0; flushed to 0 for x below −50.</summary>
    /// <remarks>Such a term is negligible beside 1, and its products would be subnormal, hence slow.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> SoftmaxTerm<T>(Vector<T> x)
        where T : unmanaged, INumberBase<T> =>
        Vector.ConditionalSelect(Vector.LessThan(x, new Vector<T>(T.CreateChecked(-50))), Vector<T>.Zero, Exp(x));

    /// <summary>x, flushed to 0 if |x| is at most a threshold; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> ZeroWithin<T>(Vector<T> x, Vector<T> threshold)
        where T : unmanaged =>
        Vector.ConditionalSelect(Vector.LessThanOrEqual(Vector.Abs(x), threshold), Vector<T>.Zero, x);

    /// <summary>A vector with the same number in every lane.</summary>
    public static Vector<T> Constant<T>(double value)
        where T : unmanaged, INumberBase<T> => new(T.CreateChecked(value));

    /// <summary>How many vectors hold so many numbers.</summary>
    public static int VectorsFor<T>(int count) => (count + Vector<T>.Count - 1) / Vector<T>.Count;

    /// <summary>The numbers behind the last whole vector, padded with 0.</summary>
    public static Vector<T> Rest<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        Span<T> rest = stackalloc T[Vector<T>.Count];
        rest.Clear();
        values[(values.Length - values.Length % Vector<T>.Count)..].CopyTo(rest);
        return new Vector<T>(rest);
    }

    /// <summary>Replaces the numbers behind the last whole vector.</summary>
    public static void StoreRest<T>(Vector<T> rest, Span<T> values)
        where T : unmanaged
    {
        Span<T> numbers = stackalloc T[Vector<T>.Count];
        rest.CopyTo(numbers);
        int count = values.Length % Vector<T>.Count;
        numbers[..count].CopyTo(values[^count..]);
    }

    // Accurate to 1 ulp. x is clamped to [−87, 88], the range of single precision.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Exp(Vector<float> x)
    {
        x = Clamp(x, new Vector<float>(-87), new Vector<float>(88));
        Vector<float> ratio = GrowthRatio(x, out Vector<float> r, out Vector<int> n);
        return Scale(Vector.FusedMultiplyAdd(ratio, r, Vector<float>.One), n);
    }

    // Accurate to 2 ulp. It is ±1 beyond ±10; in terms of exp 2x − 1, a small x keeps its digits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Tanh(Vector<float> x)
    {
        Vector<float> distance = Vector.MinNative(new Vector<float>(10), Vector.Abs(x));
        Vector<float> ratio = GrowthRatio(distance + distance, out Vector<float> r, out Vector<int> n);
        Vector<float> power = Scale(Vector<float>.One, n);
        Vector<float> growth = Vector.FusedMultiplyAdd(r * ratio, power, power - Vector<float>.One);
        return Vector.CopySign(growth / (growth + new Vector<float>(2)), x);
    }

    // The same in double precision, where exp d − 1 = (u − 1) d / log u with u = exp d rounded: the error of u cancels
    // (W. Kahan). It is ±1 beyond ±25.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Tanh(Vector<double> x)
    {
        Vector<double> d = Vector.MinNative(new Vector<double>(25), Vector.Abs(x));
        d += d;
        Vector<double> u = Vector.Exp(d), one = Vector<double>.One;
        Vector<double> growth = Vector.ConditionalSelect(Vector.Equals(u, one), d, (u - one) * d / Vector.Log(u));
        return Vector.CopySign(growth / (growth + new Vector<double>(2)), x);
    }

    // (exp r − 1)/r with exp x = 2ⁿ exp r and |r| ≤ ½ log 2, for −87 ≤ x ≤ 88.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> GrowthRatio(Vector<float> x, out Vector<float> r, out Vector<int> n)
    {
        // Adding it rounds to the nearest integer, which is left in the lowest bits.
        Vector<float> shift = new(1.5f * (1 << 23));
        Vector<float> shifted = Vector.FusedMultiplyAdd(x, new Vector<float>(1.44269504f), shift);
        n = shifted.As<float, int>();
        Vector<float> rounded = shifted - shift;
        // Cody-Waite reduction: log 2 in two parts, so that n times the first is exact.
        r = Vector.FusedMultiplyAdd(rounded, new Vector<float>(-0.693359375f), x);
        r = Vector.FusedMultiplyAdd(rounded, new Vector<float>(2.12194440e-4f), r);
        Vector<float> y = new(1f / 5040);
        y = Vector.FusedMultiplyAdd(y, r, new Vector<float>(1f / 720));
        y = Vector.FusedMultiplyAdd(y, r, new Vector<float>(1f / 120));
        y = Vector.FusedMultiplyAdd(y, r, new Vector<float>(1f / 24));
        y = Vector.FusedMultiplyAdd(y, r, new Vector<float>(1f / 6));
        y = Vector.FusedMultiplyAdd(y, r, new Vector<float>(0.5f));
        return Vector.FusedMultiplyAdd(y, r, Vector<float>.One);
    }

    // 2ⁿ x; of n only the lowest bits count.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Scale(Vector<float> x, Vector<int> n) =>
        (x.As<float, int>() + (n << 23)).As<int, float>();

    // log x = n log 2 + log m with ½ √2 ≤ m < √2, accurate to 1–2 ulp for positive normal numbers. Polynomial: S. L.
    // Moshier, "Methods and Programs for Mathematical Functions", 1989 (Cephes).
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Log(Vector<float> x)
    {
        // The exponent field of bits(x) − bits(½ √2) is n.
        Vector<int> shift = new(BitConverter.SingleToInt32Bits(0.70710677f)), bits = x.As<float, int>() - shift;
        Vector<float> n = Vector.ConvertToSingle(bits >> 23);
        Vector<float> r = ((bits & new Vector<int>(0x007fffff)) + shift).As<int, float>() - Vector<float>.One;
        Vector<float> y = new(7.0376836292e-2f);
        y = Vector.FusedMultiplyAdd(y, r, new Vector<float>(-1.1514610310e-1f));
        y = Vector.FusedMultiplyAdd(y, r, new Vector<float>(1.1676998740e-1f));
        y = Vector.FusedMultiplyAdd(y, r, new Vector<float>(-1.2420140846e-1f));
        y = Vector.FusedMultiplyAdd(y, r, new Vector<float>(1.4249322787e-1f));
        y = Vector.FusedMultiplyAdd(y, r, new Vector<float>(-1.6668057665e-1f));
        y = Vector.FusedMultiplyAdd(y, r, new Vector<float>(2.0000714765e-1f));
        y = Vector.FusedMultiplyAdd(y, r, new Vector<float>(-2.4999993993e-1f));
        y = Vector.FusedMultiplyAdd(y, r, new Vector<float>(3.3333331174e-1f));
        Vector<float> square = r * r;
        // Cody-Waite reduction: log 2 in two parts, so that n times the first is exact.
        y = Vector.FusedMultiplyAdd(n, new Vector<float>(-2.12194440e-4f), y * r * square)
            - new Vector<float>(0.5f) * square;
        // x − x is 0, or NaN for NaN and infinity.
        return Vector.FusedMultiplyAdd(n, new Vector<float>(0.693359375f), r + y) + (x - x);
    }
}
