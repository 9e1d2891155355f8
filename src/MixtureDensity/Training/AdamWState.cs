using System.Numerics;
using static MixtureDensity.VectorMath;

namespace MixtureDensity;

/// <summary>
/// The state of AdamW, exponential moving averages m of the gradient and v of its square, and its step
/// θ ← (1 − η λ) θ − η m̂/(√v̂ + ε), where m̂ and v̂ are m and v, corrected for their start at 0.
/// </summary>
/// <remarks>Source: I. Loshchilov and F. Hutter, "Decoupled weight decay regularization", 2019.</remarks>
/// <param name="count">The number of parameters.</param>
/// <param name="weightDecay">λ.</param>
/// <param name="maxGradientNorm">The norm to which gradients are clipped.</param>
/// <param name="beta1">β₁, the decay of the mean of the gradient.</param>
/// <param name="beta2">β₂, the decay of the mean of its square.</param>
/// <param name="epsilon">ε.</param>
internal sealed class AdamWState<T>(int count, double weightDecay, double maxGradientNorm = double.PositiveInfinity,
    double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T[] _means = new T[count];
    private readonly T[] _squares = new T[count];
    private int _steps;

    /// <summary>m.</summary>
    public ReadOnlySpan<T> Means => _means;

    /// <summary>v.</summary>
    public ReadOnlySpan<T> Squares => _squares;

    /// <summary>Takes a step.</summary>
    /// <param name="θ">The parameters.</param>
    /// <param name="gradient">Their gradient.</param>
    /// <param name="learningRate">η.</param>
    public void Step(Span<T> θ, ReadOnlySpan<T> gradient, double learningRate)
    {
        _steps++;
        Vector<T> clip = Constant<T>(Clip(gradient));
        Vector<T> negligible = new(Negligible<T>.Gradient), negligibleSquare = new(Negligible<T>.Square);
        Vector<T> newMean = Constant<T>(1 - beta1), newSquare = Constant<T>(1 - beta2), least = Constant<T>(epsilon);
        Vector<T> decay = Constant<T>(1 - learningRate * weightDecay);
        Vector<T> length = Constant<T>(learningRate / (1 - Math.Pow(beta1, _steps)));
        Vector<T> rootStart = Constant<T>(1 / Math.Sqrt(1 - Math.Pow(beta2, _steps)));
        for (int i = 0; i < θ.Length; i += Vector<T>.Count)
        {
            Vector<T> g = clip * ZeroWithin(Load(gradient, i), negligible);
            Vector<T> mean = Load<T>(_means, i), square = Load<T>(_squares, i);
            mean = ZeroWithin(mean + newMean * (g - mean), negligible);
            square = ZeroWithin(square + newSquare * (g * g - square), negligibleSquare);
            Store(mean, _means, i);
            Store(square, _squares, i);
            Vector<T> moved = decay * Load<T>(θ, i)
                - length * mean / (Vector.SquareRoot(square) * rootStart + least);
            Store(ZeroWithin(moved, negligible), θ, i);
        }
    }

    // The factor that clips the gradient. Without a maximum its norm is not computed.
    private double Clip(ReadOnlySpan<T> gradient)
    {
        if (double.IsPositiveInfinity(maxGradientNorm))
            return 1;
        Vector<T> negligible = new(Negligible<T>.Gradient);
        Vector<T> sum1 = Vector<T>.Zero, sum2 = sum1, sum3 = sum1, sum4 = sum1;
        // Four sums, because each addition waits for the last one.
        int step = Vector<T>.Count;
        for (int i = 0; i < gradient.Length; i += 4 * step)
        {
            sum1 += Square(Load(gradient, i));
            sum2 += Square(Load(gradient, i + step));
            sum3 += Square(Load(gradient, i + 2 * step));
            sum4 += Square(Load(gradient, i + 3 * step));
        }
        double norm = Math.Sqrt(double.CreateChecked(Vector.Sum(sum1 + sum2 + (sum3 + sum4))));
        return norm > maxGradientNorm ? maxGradientNorm / norm : 1;

        Vector<T> Square(Vector<T> g)
        {
            g = ZeroWithin(g, negligible);
            return g * g;
        }
    }
}
