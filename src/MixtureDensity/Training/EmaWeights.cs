using System.Numerics;

namespace MixtureDensity;

/// <summary>
/// The running mean of weights over the steps of a training: of all of them at first, and of the last ones later.
/// </summary>
/// <param name="count">How many weights there are.</param>
/// <param name="keep">How much of the mean a step keeps in the long run.</param>
internal sealed class EmaWeights<T>(int count, double keep)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T[] _mean = new T[count];
    private long _steps;

    /// <summary>The mean; 0 before the first step.</summary>
    public ReadOnlySpan<T> Value => _mean;

    /// <summary>Takes in the weights after a step.</summary>
    public void Add(ReadOnlySpan<T> weights)
    {
        _steps++;
        double part = Math.Max(1 - keep, 1.0 / _steps);
        Vector<T> kept = new(T.CreateChecked(1 - part)), taken = new(T.CreateChecked(part)),
            negligible = new(Negligible<T>.Gradient);
        for (int i = 0; i < weights.Length; i += Vector<T>.Count)
        {
            Vector<T> mean = kept * VectorMath.Load<T>(_mean, i) + taken * VectorMath.Load(weights, i);
            VectorMath.Store(VectorMath.ZeroWithin(mean, negligible), _mean, i);
        }
    }

    /// <summary>Exchanges the mean and some weights.</summary>
    public void Exchange(Span<T> weights)
    {
        for (int i = 0; i < weights.Length; i++)
            (weights[i], _mean[i]) = (_mean[i], weights[i]);
    }

    /// <summary>Forgets all steps.</summary>
    public void Restart()
    {
        _steps = 0;
        // There may be a NaN in it, which no weight would get out.
        Array.Clear(_mean);
    }
}
