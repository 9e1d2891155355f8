using System.Numerics;

namespace MixtureDensity;

/// <summary>
/// Adam with decoupled weight decay, and the gradient shortened to a norm: θ ← (1 − η λ) θ − η m̂/(√v̂ + ε), where m̂
/// and v̂ are
/// running means of the gradient and of its square, corrected for their start at 0.
/// </summary>
/// <remarks>
/// Networks are fitted side by side, and there TorchSharp's own optimizer is not safe: it makes an object of every
/// number beside a
/// tensor, and a garbage collection that another thread asks for may free it while libtorch reads it.
/// Source: I. Loshchilov and F. Hutter, "Decoupled weight decay regularization", 2019.
/// </remarks>
/// <param name="count">How many parameters there are.</param>
/// <param name="weightDecay">λ.</param>
/// <param name="maxGradientNorm">The norm to which a longer gradient is shortened.</param>
internal sealed class AdamW<T>(int count, double weightDecay, double maxGradientNorm)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const double MeanKeep = 0.9;
    private const double SquareKeep = 0.999;
    private const double Epsilon = 1e-8;

    private readonly T[] _means = new T[count];
    private readonly T[] _squares = new T[count];
    private int _steps;

    /// <summary>The running means of the gradient.</summary>
    public ReadOnlySpan<T> Means => _means;

    /// <summary>The running means of its square.</summary>
    public ReadOnlySpan<T> Squares => _squares;

    /// <summary>Takes a step.</summary>
    /// <param name="θ">The parameters.</param>
    /// <param name="gradient">Their gradient.</param>
    /// <param name="learningRate">η.</param>
    public void Step(Span<T> θ, ReadOnlySpan<T> gradient, double learningRate)
    {
        _steps++;
        double norm = Norm(gradient);
        Vector<T> clip = Of(norm > maxGradientNorm ? maxGradientNorm / norm : 1);
        Vector<T> negligible = new(Negligible<T>.Gradient), negligibleSquare = new(Negligible<T>.Square);
        Vector<T> newMean = Of(1 - MeanKeep), newSquare = Of(1 - SquareKeep), least = Of(Epsilon);
        Vector<T> decay = Of(1 - learningRate * weightDecay);
        Vector<T> length = Of(learningRate / (1 - Math.Pow(MeanKeep, _steps)));
        Vector<T> rootStart = Of(1 / Math.Sqrt(1 - Math.Pow(SquareKeep, _steps)));
        for (int i = 0; i < θ.Length; i += Vector<T>.Count)
        {
            Vector<T> g = clip * VectorMath.ZeroWithin(VectorMath.Load(gradient, i), negligible);
            Vector<T> mean = VectorMath.Load<T>(_means, i), square = VectorMath.Load<T>(_squares, i);
            mean = VectorMath.ZeroWithin(mean + newMean * (g - mean), negligible);
            square = VectorMath.ZeroWithin(square + newSquare * (g * g - square), negligibleSquare);
            VectorMath.Store(mean, _means, i);
            VectorMath.Store(square, _squares, i);
            Vector<T> moved = decay * VectorMath.Load<T>(θ,
                i) - length * mean / (Vector.SquareRoot(square) * rootStart + least);
            VectorMath.Store(VectorMath.ZeroWithin(moved, negligible), θ, i);
        }
    }

    private static double Norm(ReadOnlySpan<T> gradient)
    {
        Vector<T> sum = Vector<T>.Zero, negligible = new(Negligible<T>.Gradient);
        for (int i = 0; i < gradient.Length; i += Vector<T>.Count)
        {
            Vector<T> g = VectorMath.ZeroWithin(VectorMath.Load(gradient, i), negligible);
            sum += g * g;
        }
        return Math.Sqrt(double.CreateChecked(Vector.Sum(sum)));
    }

    private static Vector<T> Of(double value) => new(T.CreateChecked(value));
}
