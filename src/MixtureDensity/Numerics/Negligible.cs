using System.Numerics;

namespace MixtureDensity;

/// <summary>Thresholds below which numbers in training are flushed to 0.</summary>
/// <remarks>
/// Without a threshold such numbers decay to subnormal ones (below 1e-38 in single precision), with which many
/// processors are a hundred times slower. Optimizers add 1e-8 to the root mean square of a gradient. Beside that a
/// gradient below 1e-8 ε, with ε the precision of T, changes no weight by more than its last digit. The thresholds are
/// large enough that products of larger numbers are normal.
/// </remarks>
internal static class Negligible<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly T Precision = T.BitIncrement(T.One) - T.One;

    /// <summary>For weights, gradients and their moving averages: 1e-8 ε.</summary>
    public static readonly T Gradient = T.CreateChecked(1e-8) * Precision;

    /// <summary>For moving averages of squared gradients: (1e-8 ε)².</summary>
    public static readonly T Square = Gradient * Gradient;

    /// <summary>For the gradient of a single row's loss with respect to a unit: 1e-8 ε².</summary>
    public static readonly T RowGradient = Gradient * Precision;

    /// <summary>For the sigmoid gate of SiLU: ε².</summary>
    public static readonly T Gate = Precision * Precision;
}
