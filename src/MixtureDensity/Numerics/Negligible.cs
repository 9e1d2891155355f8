using System.Numerics;

namespace MixtureDensity;

/// <summary>How small a number is nothing in a training, and is made 0.</summary>
/// <remarks>
/// Left alone such numbers fade into subnormal ones, below 1e-38 in single precision, with which many processors work a
/// hundred
/// times as slowly. Everything here is of order 1 where it matters, and optimizers add 1e-8 to the root of the mean
/// square of a
/// gradient; with ε the precision of T,
/// a gradient below 1e-8 ε is lost beside that, and so can move no weight by more than its last digit. The same holds
/// for what one
/// row gives to a gradient, with a margin for the number of rows. Products of what is left are normal numbers.
/// </remarks>
internal static class Negligible<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private static readonly T Precision = T.BitIncrement(T.One) - T.One;

    /// <summary>For weights, their running means, and gradients: 1e-8 ε.</summary>
    public static readonly T Gradient = T.CreateChecked(1e-8) * Precision;

    /// <summary>For running means of squares of gradients: the square of that.</summary>
    public static readonly T Square = Gradient * Gradient;

    /// <summary>For the gradient of one row's loss with respect to a unit: 1e-8 ε².</summary>
    public static readonly T OfRow = Gradient * Precision;

    /// <summary>For the gate of an activation, with which its value is multiplied: ε².</summary>
    public static readonly T Gate = Precision * Precision;
}
