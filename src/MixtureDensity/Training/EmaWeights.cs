using System.Numerics;

namespace MixtureDensity;

/// <summary>
/// The exponential moving average of weights over training steps; during the first 1/(1 − decay) steps their plain
/// mean.
/// </summary>
/// <param name="count">The number of weights.</param>
/// <param name="decay">The weight of the old average in an update.</param>
internal sealed class EmaWeights<T>(int count, double decay)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T[] _mean = new T[count];
    private long _steps;

    /// <summary>The average; 0 before the first step.</summary>
    public ReadOnlySpan<T> Value => _mean;

    /// <summary>Updates the average with the weights after a step.</summary>
    public void Add(ReadOnlySpan<T> weights)
    {
        _steps++;
        double newWeight = Math.Max(1 - decay, 1.0 / _steps);
        Vector<T> ofOld = new(T.CreateChecked(1 - newWeight)), ofNew = new(T.CreateChecked(newWeight));
        Vector<T> negligible = new(Negligible<T>.Gradient);
        for (int i = 0; i < weights.Length; i += Vector<T>.Count)
        {
            Vector<T> mean = ofOld * VectorMath.Load<T>(_mean, i) + ofNew * VectorMath.Load(weights, i);
            VectorMath.Store(VectorMath.ZeroWithin(mean, negligible), _mean, i);
        }
    }

    /// <summary>Restarts the average.</summary>
    public void Reset()
    {
        _steps = 0;
        // It may hold NaN, which would remain even with weight 0.
        Array.Clear(_mean);
    }
}
