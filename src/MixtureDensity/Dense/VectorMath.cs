using System.Numerics;
using System.Runtime.CompilerServices;

namespace MixtureDensity;

/// <summary>Elementary functions of vectors of single or double precision: the compiler keeps the one branch that T leaves.</summary>
internal static class VectorMath
{
    // The platform's own exponential of single precision goes by way of double precision, and takes five times as long.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Exp<T>(Vector<T> x)
        where T : unmanaged => typeof(T) == typeof(float) ? Exp(x.As<T, float>()).As<float, T>() : Vector.Exp(x.As<T, double>()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Log<T>(Vector<T> x)
        where T : unmanaged => typeof(T) == typeof(float) ? Vector.Log(x.As<T, float>()).As<float, T>() : Vector.Log(x.As<T, double>()).As<double, T>();

    // exp x = 2ⁿ exp r with |r| ≤ ½ log 2, to a unit in the last place; below −87 and above 88, where it leaves single precision, what it is there.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Exp(Vector<float> x)
    {
        x = Vector.Max(Vector.Min(x, new Vector<float>(88)), new Vector<float>(-87));
        // Added to a number, it leaves the nearest whole one in the lowest bits.
        Vector<float> shift = new(1.5f * (1 << 23));
        Vector<float> shifted = Vector.FusedMultiplyAdd(x, new Vector<float>(1.44269504f), shift);
        Vector<float> n = shifted - shift;
        // log 2 in two parts, so that n times the first is exact.
        Vector<float> r = Vector.FusedMultiplyAdd(n, new Vector<float>(-0.693359375f), x);
        r = Vector.FusedMultiplyAdd(n, new Vector<float>(2.12194440e-4f), r);
        Vector<float> y = new(1f / 5040);
        y = Vector.FusedMultiplyAdd(y, r, new Vector<float>(1f / 720));
        y = Vector.FusedMultiplyAdd(y, r, new Vector<float>(1f / 120));
        y = Vector.FusedMultiplyAdd(y, r, new Vector<float>(1f / 24));
        y = Vector.FusedMultiplyAdd(y, r, new Vector<float>(1f / 6));
        y = Vector.FusedMultiplyAdd(y, r, new Vector<float>(0.5f));
        y = Vector.FusedMultiplyAdd(y, r, Vector<float>.One);
        y = Vector.FusedMultiplyAdd(y, r, Vector<float>.One);
        return (y.As<float, int>() + (shifted.As<float, int>() << 23)).As<int, float>();
    }
}
