using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MixtureDensity;

/// <summary>Activations h(a) of hidden layers, and their slopes from what the forward pass leaves.</summary>
/// <remarks>Compiled at its best at once, as the loss is: what the runtime compiles first would take most of a short training.</remarks>
internal static class ActivationMath
{
    /// <summary>Whether the slope needs more than h itself.</summary>
    public static bool KeepsGate(Activation activation) => activation == Activation.SiLU;

    /// <summary>Replaces a by h(a + bias).</summary>
    /// <param name="activation">Which; null leaves a as it is.</param>
    /// <param name="values">In: a of one unit for all rows; out: h.</param>
    /// <param name="gates">Out: σ(a), where <see cref="KeepsGate"/>.</param>
    /// <param name="bias">The unit's bias.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Apply<T>(Activation? activation, Span<T> values, Span<T> gates, T bias)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (activation)
        {
            case null:
                TensorPrimitives.Add(values, bias, values);
                break;
            case Activation.Tanh:
                TensorPrimitives.Add(values, bias, values);
                TensorPrimitives.Tanh(values, values);
                break;
            case Activation.ReLU:
                Vector<T> b = new(bias);
                foreach (ref Vector<T> h in MemoryMarshal.Cast<T, Vector<T>>(values))
                    h = Vector.Max(h + b, Vector<T>.Zero);
                break;
            case Activation.SiLU:
                TensorPrimitives.Add(values, bias, values);
                TensorPrimitives.Sigmoid(values, gates);
                TensorPrimitives.Multiply(values, gates, values);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation), activation, "There is no such activation.");
        }
    }

    /// <summary>Multiplies the gradient with respect to h by h′(a), and adds it up over the rows.</summary>
    /// <returns>The gradient of the bias.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Differentiate<T>(Activation? activation, Span<T> gradient, ReadOnlySpan<T> values, ReadOnlySpan<T> gates)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        Span<Vector<T>> g = MemoryMarshal.Cast<T, Vector<T>>(gradient);
        ReadOnlySpan<Vector<T>> h = MemoryMarshal.Cast<T, Vector<T>>(values), gate = MemoryMarshal.Cast<T, Vector<T>>(gates);
        switch (activation)
        {
            case null:
                break;
            case Activation.Tanh:
                for (int i = 0; i < g.Length; i++)
                    g[i] *= Vector<T>.One - h[i] * h[i];
                break;
            case Activation.ReLU:
                for (int i = 0; i < g.Length; i++)
                    g[i] = Vector.ConditionalSelect(Vector.GreaterThan(h[i], Vector<T>.Zero), g[i], Vector<T>.Zero);
                break;
            case Activation.SiLU:
                for (int i = 0; i < g.Length; i++)
                    g[i] *= gate[i] + h[i] * (Vector<T>.One - gate[i]);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation), activation, "There is no such activation.");
        }
        return TensorPrimitives.Sum<T>(gradient);
    }
}
