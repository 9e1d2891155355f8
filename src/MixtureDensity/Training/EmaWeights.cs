using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static MixtureDensity.VectorMath;

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
    private readonly Vector<T>[] _mean = new Vector<T>[VectorsFor<T>(count)];
    private long _steps;

    /// <summary>The average; 0 before the first step.</summary>
    public ReadOnlySpan<T> Value => MemoryMarshal.Cast<Vector<T>, T>(_mean)[..count];

    /// <summary>Updates the average with the weights after a step.</summary>
    public void Add(ReadOnlySpan<T> weights)
    {
        _steps++;
        ReadOnlySpan<Vector<T>> whole = MemoryMarshal.Cast<T, Vector<T>>(weights);
        Add(whole, _mean);
        Vector<T> rest = Rest(weights);
        Add(new ReadOnlySpan<Vector<T>>(in rest), _mean.AsSpan(whole.Length));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(ReadOnlySpan<Vector<T>> weights, Span<Vector<T>> mean)
    {
        double newWeight = Math.Max(1 - decay, 1.0 / _steps);
        Vector<T> ofOld = Constant<T>(1 - newWeight), ofNew = Constant<T>(newWeight);
        Vector<T> negligible = new(Negligible<T>.Gradient);
        for (int i = 0; i < mean.Length && i < weights.Length; i++)
            mean[i] = ZeroWithin(ofOld * mean[i] + ofNew * weights[i], negligible);
    }

    /// <summary>Restarts the average.</summary>
    public void Reset()
    {
        _steps = 0;
        // It may hold NaN, which would remain even with weight 0.
        Array.Clear(_mean);
    }
}
