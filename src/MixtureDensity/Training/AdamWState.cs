using System.Numerics;

namespace MixtureDensity;

/// <summary>
/// The running means that AdamW keeps of some parameters' gradient and of its square, and its step:
/// θ ← (1 − η λ) θ − η m̂/(√v̂ + ε), where m̂ and v̂ are the means, corrected for their start at 0.
/// </summary>
/// <remarks>Source: I. Loshchilov and F. Hutter, "Decoupled weight decay regularization", 2019.</remarks>
/// <param name="count">How many parameters there are.</param>
/// <param name="weightDecay">λ.</param>
/// <param name="maxGradientNorm">The norm to which a longer gradient is shortened.</param>
/// <param name="beta1">How much of the mean of the gradient a step keeps.</param>
/// <param name="beta2">How much of the mean of its square a step keeps.</param>
/// <param name="epsilon">ε.</param>
internal sealed class AdamWState<T>(int count, double weightDecay, double maxGradientNorm = double.PositiveInfinity,
    double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
    where T : unmanaged, IFloatingPointIeee754<T>
{
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
        Vector<T> clip = Of(Clip(gradient));
        Vector<T> negligible = new(Negligible<T>.Gradient), negligibleSquare = new(Negligible<T>.Square);
        Vector<T> newMean = Of(1 - beta1), newSquare = Of(1 - beta2), least = Of(epsilon);
        Vector<T> decay = Of(1 - learningRate * weightDecay);
        Vector<T> length = Of(learningRate / (1 - Math.Pow(beta1, _steps)));
        Vector<T> rootStart = Of(1 / Math.Sqrt(1 - Math.Pow(beta2, _steps)));
        for (int i = 0; i < θ.Length; i += Vector<T>.Count)
        {
            Vector<T> g = clip * VectorMath.ZeroWithin(VectorMath.Load(gradient, i), negligible);
            Vector<T> mean = VectorMath.Load<T>(_means, i), square = VectorMath.Load<T>(_squares, i);
            mean = VectorMath.ZeroWithin(mean + newMean * (g - mean), negligible);
            square = VectorMath.ZeroWithin(square + newSquare * (g * g - square), negligibleSquare);
            VectorMath.Store(mean, _means, i);
            VectorMath.Store(square, _squares, i);
            Vector<T> moved = decay * VectorMath.Load<T>(θ, i)
                - length * mean / (Vector.SquareRoot(square) * rootStart + least);
            VectorMath.Store(VectorMath.ZeroWithin(moved, negligible), θ, i);
        }
    }

    // By how much the gradient is shortened; a step that shortens none saves its norm.
    private double Clip(ReadOnlySpan<T> gradient)
    {
        if (double.IsPositiveInfinity(maxGradientNorm))
            return 1;
        Vector<T> sum = Vector<T>.Zero, negligible = new(Negligible<T>.Gradient);
        for (int i = 0; i < gradient.Length; i += Vector<T>.Count)
        {
            Vector<T> g = VectorMath.ZeroWithin(VectorMath.Load(gradient, i), negligible);
            sum += g * g;
        }
        double norm = Math.Sqrt(double.CreateChecked(Vector.Sum(sum)));
        return norm > maxGradientNorm ? maxGradientNorm / norm : 1;
    }

    private static Vector<T> Of(double value) => new(T.CreateChecked(value));
}
