using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MixtureDensity;

/// <summary>Activations h(a) of hidden layers, and their slopes from what the forward pass leaves.</summary>
/// <remarks>
/// Compiled at its best at once, as the loss is: what the runtime compiles first would take most of a short training.
/// </remarks>
internal static class ActivationMath
{
    /// <summary>Whether the slope needs more than h itself.</summary>
    public static bool KeepsGate(Activation activation) => activation == Activation.SiLU;

    /// <summary>Replaces a by h(a + bias).</summary>
    /// <param name="activation">Which; null leaves a as it is.</param>
    /// <param name="values">In: a of one unit for all rows; out: h.</param>
    /// <param name="gates">Out: σ(a), where <see cref="KeepsGate"/>.</param>
    /// <param name="bias">The unit's bias.</param>
    /// <param name="source">Where it is not empty, a is <paramref name="weight"/> times this.</param>
    /// <param name="weight">The weight.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply<T>(Activation? activation, Span<T> values, Span<T> gates, T bias, ReadOnlySpan<T> source,
        T weight)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<Vector<T>> h = MemoryMarshal.Cast<T, Vector<T>>(values), gate = MemoryMarshal.Cast<T, Vector<T>>(gates);
        ReadOnlySpan<Vector<T>> from = MemoryMarshal.Cast<T, Vector<T>>(source);
        Vector<T> b = new(bias), w = new(weight), zero = Vector<T>.Zero, one = Vector<T>.One, low, high;
        switch (activation)
        {
            case null:
                for (int i = 0; i < h.Length; i++)
                    h[i] = (from.Length > 0 ? w * from[i] : h[i]) + b;
                break;
            case Activation.ReLU:
                for (int i = 0; i < h.Length; i++)
                    h[i] = Vector.Max((from.Length > 0 ? w * from[i] : h[i]) + b, zero);
                break;
            case Activation.Tanh:
                // Beyond, exp(−2a) is nothing beside 1, and soon subnormal.
                high = new(T.CreateChecked(25));
                low = -high;
                for (int i = 0; i < h.Length; i++)
                    h[i] = Vector.Min(Vector.Max((from.Length > 0 ? w * from[i] : h[i]) + b, low), high);
                TensorPrimitives.Tanh(values, values);
                break;
            case Activation.SiLU:
                high = new(T.CreateChecked(25));
                low = new(T.CreateChecked(-50));
                Vector<T> negligible = new(Negligible<T>.Gate);
                for (int i = 0; i < h.Length; i++)
                {
                    Vector<T> a = (from.Length > 0 ? w * from[i] : h[i]) + b;
                    Vector<T> σ = one / (one + VectorMath.Exp(-Vector.Min(Vector.Max(a, low), high)));
                    gate[i] = VectorMath.ZeroWithin(σ, negligible);
                    h[i] = a * gate[i];
                }
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation), activation, "There is no such activation.");
        }
    }

    /// <summary>Multiplies the gradient with respect to h by h′(a), and adds it up over the rows.</summary>
    /// <param name="activation">Which.</param>
    /// <param name="gradient">In: the gradient with respect to h; out: with respect to a.</param>
    /// <param name="values">h.</param>
    /// <param name="gates">What <see cref="Apply"/> left.</param>
    /// <param name="source">Where it is not empty, the gradient with respect to h is <paramref name="weight"/> times
    /// this.</param>
    /// <param name="weight">The weight.</param>
    /// <param name="input">The one input of the layer; empty where the gradient of its weight is worked out
    /// elsewhere.</param>
    /// <returns>The gradients of the bias, and of the weight of the input.</returns>
    public static (T Bias, T Weight) Differentiate<T>(
        Activation? activation, Span<T> gradient, ReadOnlySpan<T> values, ReadOnlySpan<T> gates,
            ReadOnlySpan<T> source, T weight, ReadOnlySpan<T> input)
        where T : unmanaged, IFloatingPointIeee754<T> => activation switch
        {
            null => Differentiate<T, NoSlope<T>>(gradient, values, gates, source, weight, input),
            Activation.Tanh => Differentiate<T, TanhSlope<T>>(gradient, values, gates, source, weight, input),
            Activation.ReLU => Differentiate<T, ReLUSlope<T>>(gradient, values, gates, source, weight, input),
            Activation.SiLU => Differentiate<T, SiLUSlope<T>>(gradient, values, gates, source, weight, input),
            _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "There is no such activation."),
        };

    // All in one pass: a network of few inputs and outputs takes longer to fetch its numbers than to compute with them.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (T Bias, T Weight) Differentiate<T, TSlope>(
        Span<T> gradient, ReadOnlySpan<T> values, ReadOnlySpan<T> gates, ReadOnlySpan<T> source, T weight,
            ReadOnlySpan<T> input)
        where T : unmanaged, IFloatingPointIeee754<T>
        where TSlope : struct, ISlope<T>
    {
        Span<Vector<T>> g = MemoryMarshal.Cast<T, Vector<T>>(gradient);
        ReadOnlySpan<Vector<T>> h = MemoryMarshal.Cast<T, Vector<T>>(values), gate = MemoryMarshal.Cast<T,
            Vector<T>>(gates);
        ReadOnlySpan<Vector<T>> from = MemoryMarshal.Cast<T, Vector<T>>(source), x = MemoryMarshal.Cast<T,
            Vector<T>>(input);
        Vector<T> w = new(weight), sum = Vector<T>.Zero, product = Vector<T>.Zero;
        Vector<T> negligible = TSlope.Shrinks ? new(Negligible<T>.RowGradient) : Vector<T>.Zero;
        for (int i = 0; i < g.Length; i++)
        {
            Vector<T> own = TSlope.Times(from.Length > 0 ? w * from[i] : g[i], h[i],
                TSlope.KeepsGate ? gate[i] : Vector<T>.Zero);
            if (TSlope.Shrinks)
                own = VectorMath.ZeroWithin(own, negligible);
            g[i] = own;
            sum += own;
            if (x.Length > 0)
                product += own * x[i];
        }
        return (Vector.Sum(sum), Vector.Sum(product));
    }

    /// <summary>g h′(a) of an activation.</summary>
    private interface ISlope<T>
    {
        static abstract bool KeepsGate { get; }

        /// <summary>Whether a slope may be so near to 0, and not 0, that its products become subnormal.</summary>
        static abstract bool Shrinks { get; }

        static abstract Vector<T> Times(Vector<T> g, Vector<T> h, Vector<T> gate);
    }

    private readonly struct NoSlope<T> : ISlope<T>
    {
        public static bool KeepsGate => false;

        public static bool Shrinks => false;

        public static Vector<T> Times(Vector<T> g, Vector<T> h, Vector<T> gate) => g;
    }

    private readonly struct TanhSlope<T> : ISlope<T>
    {
        public static bool KeepsGate => false;

        public static bool Shrinks => true;

        public static Vector<T> Times(Vector<T> g, Vector<T> h, Vector<T> gate) => g * (Vector<T>.One - h * h);
    }

    private readonly struct ReLUSlope<T> : ISlope<T>
    {
        public static bool KeepsGate => false;

        public static bool Shrinks => false;

        public static Vector<T> Times(Vector<T> g, Vector<T> h, Vector<T> gate) =>
            Vector.ConditionalSelect(Vector.GreaterThan(h, Vector<T>.Zero), g, Vector<T>.Zero);
    }

    private readonly struct SiLUSlope<T> : ISlope<T>
    {
        public static bool KeepsGate => true;

        public static bool Shrinks => true;

        public static Vector<T> Times(Vector<T> g, Vector<T> h, Vector<T> gate) =>
            g * (gate + h * (Vector<T>.One - gate));
    }
}
