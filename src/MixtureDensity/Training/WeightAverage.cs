using System.Numerics;
using System.Numerics.Tensors;

namespace MixtureDensity;

/// <summary>The running mean of weights over the steps of a training: of all of them at first, and of the last ones later.</summary>
/// <param name="count">How many weights there are.</param>
/// <param name="keep">How much of the mean a step keeps in the long run.</param>
internal sealed class WeightAverage<T>(int count, double keep)
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
        TensorPrimitives.Lerp<T>(_mean, weights, T.CreateChecked(Math.Max(1 - keep, 1.0 / _steps)), _mean);
    }

    /// <summary>Forgets all steps.</summary>
    public void Restart()
    {
        _steps = 0;
        // There may be a NaN in it, which no weight would get out.
        Array.Clear(_mean);
    }
}
