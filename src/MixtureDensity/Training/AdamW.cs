using System.Numerics;
using System.Numerics.Tensors;

namespace MixtureDensity;

/// <summary>
/// Adam with decoupled weight decay, and the gradient shortened to a norm: θ ← (1 − η λ) θ − η m̂/(√v̂ + ε), where m̂ and v̂ are
/// running means of the gradient and of its square, corrected for their start at 0.
/// </summary>
/// <remarks>
/// Networks are fitted side by side, and there TorchSharp's own optimizer is not safe: it makes an object of every number beside a
/// tensor, and a garbage collection that another thread asks for may free it while libtorch reads it.
/// Source: I. Loshchilov and F. Hutter, "Decoupled weight decay regularization", 2019.
/// </remarks>
/// <param name="count">How many parameters there are.</param>
/// <param name="weightDecay">λ.</param>
/// <param name="gradientNorm">The norm to which a longer gradient is shortened.</param>
internal sealed class AdamW<T>(int count, double weightDecay, double gradientNorm)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const double MeanKeep = 0.9;
    private const double SquareKeep = 0.999;
    private const double LeastRoot = 1e-8;

    private readonly T[] _means = new T[count];
    private readonly T[] _squares = new T[count];
    private int _steps;

    /// <summary>Takes a step.</summary>
    /// <param name="θ">The parameters.</param>
    /// <param name="gradient">Their gradient.</param>
    /// <param name="learningRate">η.</param>
    public void Step(Span<T> θ, ReadOnlySpan<T> gradient, double learningRate)
    {
        _steps++;
        double norm = Math.Sqrt(double.CreateChecked(TensorPrimitives.SumOfSquares(gradient)));
        Vector<T> clip = Of(norm > gradientNorm ? gradientNorm / norm : 1);
        Vector<T> newMean = Of(1 - MeanKeep), newSquare = Of(1 - SquareKeep), least = Of(LeastRoot);
        Vector<T> decay = Of(1 - learningRate * weightDecay);
        Vector<T> length = Of(learningRate / (1 - Math.Pow(MeanKeep, _steps)));
        Vector<T> rootStart = Of(1 / Math.Sqrt(1 - Math.Pow(SquareKeep, _steps)));
        for (int i = 0; i < θ.Length; i += Vector<T>.Count)
        {
            Vector<T> g = clip * Load(gradient, i), mean = Load(_means, i), square = Load(_squares, i);
            mean += newMean * (g - mean);
            square += newSquare * (g * g - square);
            Store(mean, _means, i);
            Store(square, _squares, i);
            Store(decay * Load(θ, i) - length * mean / (Vector.SquareRoot(square) * rootStart + least), θ, i);
        }
    }

    private static Vector<T> Of(double value) => new(T.CreateChecked(value));

    // What lies beyond the end counts as 0, and is not written.
    private static Vector<T> Load(ReadOnlySpan<T> values, int from)
    {
        if (from + Vector<T>.Count <= values.Length)
            return new Vector<T>(values[from..]);
        Span<T> rest = stackalloc T[Vector<T>.Count];
        values[from..].CopyTo(rest);
        return new Vector<T>(rest);
    }

    private static void Store(Vector<T> vector, Span<T> values, int from)
    {
        if (from + Vector<T>.Count <= values.Length)
        {
            vector.CopyTo(values[from..]);
            return;
        }
        Span<T> rest = stackalloc T[Vector<T>.Count];
        vector.CopyTo(rest);
        rest[..(values.Length - from)].CopyTo(values[from..]);
    }
}
