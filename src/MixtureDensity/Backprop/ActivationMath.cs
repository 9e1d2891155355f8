using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MixtureDensity;

/// <summary>Activation functions h(a) and their derivatives.</summary>
/// <remarks>
/// AggressiveOptimization skips tiered compilation: unoptimised first-tier code would dominate a short training.
/// </remarks>
internal static class ActivationMath
{
    /// <summary>Whether the derivative needs the sigmoid gate σ(a) in addition to h.</summary>
    public static bool NeedsGate(Activation activation) => activation == Activation.SiLU;

    /// <summary>Replaces a by h(a + bias).</summary>
    /// <param name="activation">The activation; null for the identity.</param>
    /// <param name="values">In: a of one unit for all rows; out: h.</param>
    /// <param name="gates">Out: σ(a), if <see cref="NeedsGate"/>.</param>
    /// <param name="bias">The unit's bias.</param>
    /// <param name="source">If not empty, a is <paramref name="weight"/> times this instead of the values.</param>
    /// <param name="weight">The weight.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply<T>(Activation? activation, Span<T> values, Span<T> gates, T bias, ReadOnlySpan<T> source,
        T weight)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<Vector<T>> h = MemoryMarshal.Cast<T, Vector<T>>(values), gate = MemoryMarshal.Cast<T, Vector<T>>(gates);
        ReadOnlySpan<Vector<T>> from = MemoryMarshal.Cast<T, Vector<T>>(source);
        Vector<T> b = new(bias), w = new(weight), zero = Vector<T>.Zero, one = Vector<T>.One;
        switch (activation)
        {
            case null:
                for (int i = 0; i < h.Length; i++)
                    h[i] = (from.Length > 0 ? w * from[i] : h[i]) + b;
                break;
            case Activation.ReLU:
                for (int i = 0; i < h.Length; i++)
                    h[i] = Vector.MaxNative(zero, (from.Length > 0 ? w * from[i] : h[i]) + b);
                break;
            case Activation.Tanh:
                for (int i = 0; i < h.Length; i++)
                    h[i] = VectorMath.Tanh((from.Length > 0 ? w * from[i] : h[i]) + b);
                break;
            case Activation.SiLU:
                Vector<T> low = new(T.CreateChecked(-50)), high = new(T.CreateChecked(40));
                Vector<T> negligible = new(Negligible<T>.Gate);
                for (int i = 0; i < h.Length; i++)
                {
                    Vector<T> a = (from.Length > 0 ? w * from[i] : h[i]) + b;
                    Vector<T> σ = one / (one + VectorMath.Exp(-VectorMath.Clamp(a, low, high)));
                    gate[i] = VectorMath.ZeroWithin(σ, negligible);
                    h[i] = a * gate[i];
                }
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation), activation, "Unknown activation.");
        }
    }

    /// <summary>Multiplies the gradient with respect to h by h′(a), and sums it over the rows.</summary>
    /// <param name="activation">The activation; null for the identity.</param>
    /// <param name="gradient">In: the gradient with respect to h; out: with respect to a.</param>
    /// <param name="values">h.</param>
    /// <param name="gates">σ(a) from <see cref="Apply"/>.</param>
    /// <param name="source">If not empty, the gradient with respect to h is <paramref name="weight"/> times
    /// this.</param>
    /// <param name="weight">The weight.</param>
    /// <param name="input">The input of a layer with a single one; otherwise empty.</param>
    /// <returns>The gradients of the bias and, if there is an input, of its weight.</returns>
    public static (T Bias, T Weight) Differentiate<T>(
        Activation? activation, Span<T> gradient, ReadOnlySpan<T> values, ReadOnlySpan<T> gates,
        ReadOnlySpan<T> source, T weight, ReadOnlySpan<T> input)
        where T : unmanaged, IFloatingPointIeee754<T> => activation switch
        {
            null => Differentiate<T, IdentityDerivative<T>>(gradient, values, gates, source, weight, input),
            Activation.Tanh => Differentiate<T, TanhDerivative<T>>(gradient, values, gates, source, weight, input),
            Activation.ReLU => Differentiate<T, ReLUDerivative<T>>(gradient, values, gates, source, weight, input),
            Activation.SiLU => Differentiate<T, SiLUDerivative<T>>(gradient, values, gates, source, weight, input),
            _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "Unknown activation."),
        };

    // In a single pass, because a narrow layer is bound by memory bandwidth.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (T Bias, T Weight) Differentiate<T, TDerivative>(
        Span<T> gradient, ReadOnlySpan<T> values, ReadOnlySpan<T> gates, ReadOnlySpan<T> source, T weight,
        ReadOnlySpan<T> input)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TDerivative : struct, IDerivative<T>
    {
        Span<Vector<T>> g = MemoryMarshal.Cast<T, Vector<T>>(gradient);
        ReadOnlySpan<Vector<T>> h = MemoryMarshal.Cast<T, Vector<T>>(values);
        ReadOnlySpan<Vector<T>> gate = MemoryMarshal.Cast<T, Vector<T>>(gates);
        ReadOnlySpan<Vector<T>> from = MemoryMarshal.Cast<T, Vector<T>>(source);
        ReadOnlySpan<Vector<T>> x = MemoryMarshal.Cast<T, Vector<T>>(input);
        Vector<T> w = new(weight), sum = Vector<T>.Zero, product = Vector<T>.Zero;
        Vector<T> negligible = TDerivative.CanUnderflow ? new(Negligible<T>.RowGradient) : Vector<T>.Zero;
        for (int i = 0; i < g.Length; i++)
        {
            Vector<T> own = TDerivative.Multiply(from.Length > 0 ? w * from[i] : g[i], h[i],
                TDerivative.NeedsGate ? gate[i] : Vector<T>.Zero);
            if (TDerivative.CanUnderflow)
                own = VectorMath.ZeroWithin(own, negligible);
            g[i] = own;
            sum += own;
            if (x.Length > 0)
                product += own * x[i];
        }
        return (Vector.Sum(sum), Vector.Sum(product));
    }

    /// <summary>The product g h′(a) of an activation.</summary>
    private interface IDerivative<T>
    {
        static abstract bool NeedsGate { get; }

        /// <summary>Whether h′ can be so small, but not 0, that its products are subnormal.</summary>
        static abstract bool CanUnderflow { get; }

        static abstract Vector<T> Multiply(Vector<T> g, Vector<T> h, Vector<T> gate);
    }

    private readonly struct IdentityDerivative<T> : IDerivative<T>
    {
        public static bool NeedsGate => false;

        public static bool CanUnderflow => false;

        public static Vector<T> Multiply(Vector<T> g, Vector<T> h, Vector<T> gate) => g;
    }

    private readonly struct TanhDerivative<T> : IDerivative<T>
    {
        public static bool NeedsGate => false;

        public static bool CanUnderflow => true;

        public static Vector<T> Multiply(Vector<T> g, Vector<T> h, Vector<T> gate) => g * (Vector<T>.One - h * h);
    }

    private readonly struct ReLUDerivative<T> : IDerivative<T>
    {
        public static bool NeedsGate => false;

        public static bool CanUnderflow => false;

        public static Vector<T> Multiply(Vector<T> g, Vector<T> h, Vector<T> gate) =>
            Vector.ConditionalSelect(Vector.GreaterThan(h, Vector<T>.Zero), g, Vector<T>.Zero);
    }

    private readonly struct SiLUDerivative<T> : IDerivative<T>
    {
        public static bool NeedsGate => true;

        public static bool CanUnderflow => true;

        public static Vector<T> Multiply(Vector<T> g, Vector<T> h, Vector<T> gate) =>
            g * (gate + h * (Vector<T>.One - gate));
    }
}
