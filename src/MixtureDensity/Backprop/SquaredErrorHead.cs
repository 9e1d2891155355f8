using System.Numerics;
using System.Runtime.CompilerServices;

namespace MixtureDensity;

/// <summary>The mean squared error ‖o − y‖²/D over D targets, with the gradient 2 (o − y)/D.</summary>
internal sealed class SquaredErrorHead<T>(int targets) : IHead<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public int Targets => targets;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Differentiate(Span<T> outputs, ReadOnlySpan<T> observed, ReadOnlySpan<T> weights)
    {
        int rows = weights.Length;
        var factor = new Vector<T>(T.CreateChecked(2.0 / targets));
        double loss = 0;
        for (int n = 0; n < rows; n += Vector<T>.Count)
        {
            Vector<T> weight = new(weights[n..]), squares = Vector<T>.Zero;
            for (int d = 0; d < targets; d++)
            {
                int at = d * rows + n;
                Vector<T> residual = new Vector<T>(outputs[at..]) - new Vector<T>(observed[at..]);
                squares += residual * residual;
                (weight * factor * residual).CopyTo(outputs[at..]);
            }
            loss += double.CreateChecked(Vector.Sum(weight * squares));
        }
        return loss / targets;
    }
}
