using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MixtureDensity;

/// <summary>A polynomial with an even number of coefficients, by Horner's rule from the highest power down.</summary>
/// <remarks>
/// Odd and even powers separately: two short dependency chains that the processor overlaps. The coefficients are
/// arguments and not an array, so that each is an operand of its instruction.
/// </remarks>
internal readonly struct Polynomial
{
    private readonly Vector256<double> _x;
    private readonly Vector256<double> _square;
    private readonly Vector256<double> _odd;
    private readonly Vector256<double> _even;

    /// <param name="x">Where it is evaluated.</param>
    /// <param name="odd">The first coefficient, of an odd power.</param>
    /// <param name="even">The second.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Polynomial(Vector256<double> x, double odd, double even)
        : this(x, x * x, Vector256.Create(odd), Vector256.Create(even))
    {
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Polynomial(
        Vector256<double> x, Vector256<double> square, Vector256<double> odd, Vector256<double> even) =>
        (_x, _square, _odd, _even) = (x, square, odd, even);

    /// <summary>The value, after the last coefficient.</summary>
    public Vector256<double> Value => Vector256.FusedMultiplyAdd(_odd, _x, _even);

    /// <summary>Takes the next two coefficients.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Polynomial Next(double odd, double even) => new(_x, _square,
        Vector256.FusedMultiplyAdd(_odd, _square, Vector256.Create(odd)),
        Vector256.FusedMultiplyAdd(_even, _square, Vector256.Create(even)));
}
