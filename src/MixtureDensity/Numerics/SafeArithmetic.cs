using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>Arithmetic of tensors that may run while another thread collects garbage.</summary>
/// <remarks>
/// TorchSharp's <c>a + b</c>, <c>a * 2</c>, <c>a.square()</c> and <c>a.ToDouble()</c> wrap a number (of a sum, the
/// factor 1 of b) in a finalizable Scalar, which a collection may free while libtorch reads it
/// (dotnet/TorchSharp#1496). Here it lives as long as the call. <c>a - b</c>, <c>a * b</c> and <c>a / b</c> have no
/// number in them.
/// </remarks>
internal static class SafeArithmetic
{
    /// <summary>0, for as long as the program runs.</summary>
    public static readonly Scalar Zero = 0.ToScalar();

    /// <summary>1, for as long as the program runs.</summary>
    public static readonly Scalar One = 1.ToScalar();

    /// <summary>a + b.</summary>
    public static Tensor Plus(this Tensor a, Tensor b) => a.add(b, One);

    /// <summary>a + b.</summary>
    public static Tensor Plus(this Tensor a, double b)
    {
        using Scalar scalar = b.ToScalar();
        return a.add(scalar, One);
    }

    /// <summary>a − b.</summary>
    public static Tensor Minus(this Tensor a, double b)
    {
        using Scalar scalar = b.ToScalar();
        return a.sub(scalar);
    }

    /// <summary>a b.</summary>
    public static Tensor Times(this Tensor a, double b)
    {
        using Scalar scalar = b.ToScalar();
        return a.mul(scalar);
    }

    /// <summary>a / b.</summary>
    public static Tensor Over(this Tensor a, double b)
    {
        using Scalar scalar = b.ToScalar();
        return a.div(scalar);
    }

    /// <summary>max(a, b).</summary>
    public static Tensor AtLeast(this Tensor a, double b)
    {
        using Scalar scalar = b.ToScalar();
        return a.clamp(scalar);
    }

    /// <summary>a > 0.</summary>
    public static Tensor IsPositive(this Tensor a) => a.gt(Zero);

    /// <summary>a².</summary>
    public static Tensor Squared(this Tensor a) => a * a;

    /// <summary>The number in a tensor of one entry.</summary>
    public static double Value(this Tensor a)
    {
        using Scalar scalar = a.ToScalar();
        return scalar.ToDouble();
    }
}
