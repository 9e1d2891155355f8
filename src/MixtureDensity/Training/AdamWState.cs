using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
    private readonly Vector<T>[] _means = new Vector<T>[VectorsFor<T>(count)];
    private readonly Vector<T>[] _squares = new Vector<T>[VectorsFor<T>(count)];
    private int _steps;

    /// <summary>m.</summary>
    public ReadOnlySpan<T> Means => MemoryMarshal.Cast<Vector<T>, T>(_means)[..count];

    /// <summary>v.</summary>
    public ReadOnlySpan<T> Squares => MemoryMarshal.Cast<Vector<T>, T>(_squares)[..count];

    /// <summary>Takes a step.</summary>
    /// <param name="θ">The parameters.</param>
    /// <param name="gradient">Their gradient.</param>
    /// <param name="learningRate">η.</param>
    public void Step(Span<T> θ, ReadOnlySpan<T> gradient, double learningRate)
    {
        _steps++;
        double clip = Clip(gradient);
        int whole = θ.Length / Vector<T>.Count;
        Move(MemoryMarshal.Cast<T, Vector<T>>(θ), MemoryMarshal.Cast<T, Vector<T>>(gradient), 0, clip, learningRate);
        if (whole == _means.Length)
            return;
        Vector<T> last = Rest<T>(θ), slope = Rest(gradient);
        Move(new Span<Vector<T>>(ref last), new ReadOnlySpan<Vector<T>>(in slope), whole, clip, learningRate);
        StoreRest(last, θ);
    }

    // Of the state it moves what begins at an index.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Move(
        Span<Vector<T>> θ, ReadOnlySpan<Vector<T>> gradient, int from, double clip, double learningRate)
    {
        // Of one length, so that no index is checked.
        gradient = gradient[..θ.Length];
        Span<Vector<T>> means = _means.AsSpan(from, θ.Length), squares = _squares.AsSpan(from, θ.Length);
        Vector<T> negligible = new(Negligible<T>.Gradient), negligibleSquare = new(Negligible<T>.Square);
        Vector<T> newMean = Constant<T>(1 - beta1), newSquare = Constant<T>(1 - beta2), least = Constant<T>(epsilon);
        Vector<T> factor = Constant<T>(clip), decay = Constant<T>(1 - learningRate * weightDecay);
        Vector<T> length = Constant<T>(learningRate / (1 - Math.Pow(beta1, _steps)));
        Vector<T> rootStart = Constant<T>(1 / Math.Sqrt(1 - Math.Pow(beta2, _steps)));
        for (int i = 0; i < θ.Length; i++)
        {
            Vector<T> g = factor * ZeroWithin(gradient[i], negligible), mean = means[i], square = squares[i];
            mean = ZeroWithin(mean + newMean * (g - mean), negligible);
            square = ZeroWithin(square + newSquare * (g * g - square), negligibleSquare);
            means[i] = mean;
            squares[i] = square;
            Vector<T> moved = decay * θ[i] - length * mean / (Vector.SquareRoot(square) * rootStart + least);
            θ[i] = ZeroWithin(moved, negligible);
        }
    }

    // The factor that clips the gradient. Without a maximum its norm is not computed.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Clip(ReadOnlySpan<T> gradient)
    {
        if (double.IsPositiveInfinity(maxGradientNorm))
            return 1;
        Vector<T> negligible = new(Negligible<T>.Gradient);
        // Four sums, because each addition waits for the last one.
        Vector<T> sum1 = Vector<T>.Zero, sum2 = sum1, sum3 = sum1, sum4 = sum1;
        ReadOnlySpan<Vector<T>> whole = MemoryMarshal.Cast<T, Vector<T>>(gradient);
        int i = 0;
        for (; i + 3 < whole.Length; i += 4)
        {
            sum1 += Square(whole[i]);
            sum2 += Square(whole[i + 1]);
            sum3 += Square(whole[i + 2]);
            sum4 += Square(whole[i + 3]);
        }
        Vector<T> rest = Rest(gradient);
        sum1 += Square(At(whole, rest, i));
        sum2 += Square(At(whole, rest, i + 1));
        sum3 += Square(At(whole, rest, i + 2));
        sum4 += Square(At(whole, rest, i + 3));
        double norm = Math.Sqrt(double.CreateChecked(Vector.Sum(sum1 + sum2 + (sum3 + sum4))));
        return norm > maxGradientNorm ? maxGradientNorm / norm : 1;

        Vector<T> Square(Vector<T> g)
        {
            g = ZeroWithin(g, negligible);
            return g * g;
        }

        static Vector<T> At(ReadOnlySpan<Vector<T>> whole, Vector<T> rest, int i) =>
            i < whole.Length ? whole[i] : i == whole.Length ? rest : Vector<T>.Zero;
    }
}
