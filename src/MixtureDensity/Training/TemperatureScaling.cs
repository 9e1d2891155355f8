using System.Numerics;
using System.Numerics.Tensors;

namespace MixtureDensity;

/// <summary>
/// Finds the temperature with the least loss on validation rows, plus a normal prior on both logarithms.
/// </summary>
/// <remarks>
/// A network becomes overconfident when it is trained for long: its means still improve while its likelihood on new
/// rows falls. The search is a BFGS method in two variables. It needs the network's outputs once, and no further
/// forward pass.
/// </remarks>
/// <param name="layout">The order of the outputs.</param>
/// <param name="head">The loss of the outputs.</param>
internal sealed class TemperatureScaling<T>(MixtureLayout layout, IHead<T> head)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    // A standard deviation of ½; it matters when there are few validation rows.
    private const double PriorPrecision = 4;

    private const int MaxSteps = 20;
    private const double Tolerance = 1e-5;
    private const double MaxStep = 0.5;
    private const double MinStep = 1e-3;
    private const double SufficientDecrease = 1e-4;

    private T[] _scratch = [];
    private T[] _tempered = [];

    /// <summary>Finds the temperature.</summary>
    /// <param name="block">Outputs of validation rows.</param>
    /// <param name="rows">The number of these rows, without the padding.</param>
    /// <param name="start">Where to start; also the result if the loss there is not finite.</param>
    public Temperature Fit(OutputBlock<T> block, int rows, Temperature start)
    {
        Temperature at = start;
        var (loss, g) = Evaluate(block, rows, at);
        if (!double.IsFinite(loss))
            return start;
        // The inverse of the Hessian, [[a, b], [b, c]]. The loss of a Gaussian has the second derivative 2 with respect
        // to log σ.
        double a = 0.5, b = 0, c = 1;
        for (int step = 0; step < MaxSteps && Math.Max(Math.Abs(g.LogScale), Math.Abs(g.LogLogit)) > Tolerance; step++)
        {
            double s = -(a * g.LogScale + b * g.LogLogit), t = -(b * g.LogScale + c * g.LogLogit);
            double size = Math.Min(1, MaxStep / Math.Max(Math.Abs(s), Math.Abs(t)));
            double slope = s * g.LogScale + t * g.LogLogit;
            Temperature next;
            double nextLoss;
            Temperature nextGradient;
            while (true)
            {
                next = new(at.LogScale + size * s, at.LogLogit + size * t);
                (nextLoss, nextGradient) = Evaluate(block, rows, next);
                if (nextLoss <= loss + SufficientDecrease * size * slope)
                    break;
                size /= 4;
                if (size < MinStep)
                    return at;
            }
            double ds = next.LogScale - at.LogScale, dt = next.LogLogit - at.LogLogit;
            double u = nextGradient.LogScale - g.LogScale, v = nextGradient.LogLogit - g.LogLogit;
            double curvature = ds * u + dt * v;
            if (curvature > 0)
            {
                double p = a * u + b * v, q = b * u + c * v, f = 1 + (u * p + v * q) / curvature;
                a += (f * ds * ds - 2 * p * ds) / curvature;
                b += (f * ds * dt - p * dt - q * ds) / curvature;
                c += (f * dt * dt - 2 * q * dt) / curvature;
            }
            (at, loss, g) = (next, nextLoss, nextGradient);
        }
        return at;
    }

    /// <summary>The loss plus the prior, and its gradient.</summary>
    private (double Loss, Temperature Gradient) Evaluate(OutputBlock<T> block, int rows, Temperature at)
    {
        if (_scratch.Length != block.Outputs.Length)
            (_scratch, _tempered) = (new T[block.Outputs.Length], new T[block.Outputs.Length]);
        block.Outputs.CopyTo(_tempered, 0);
        at.Apply<T>(_tempered, layout);
        _tempered.CopyTo(_scratch, 0);
        int width = block.Weights.Length;
        double loss = head.Differentiate(_scratch, block.Targets, block.Weights);
        double ofScale = 0, ofLogit = 0;
        for (int i = 0; i < layout.Outputs; i++)
        {
            if (i >= layout.Components && i < layout.FirstScale)
                continue;
            ReadOnlySpan<T> slope = _scratch.AsSpan(i * width, width), value = _tempered.AsSpan(i * width, width);
            if (i < layout.Components)
                ofLogit += double.CreateChecked(TensorPrimitives.Dot(slope, value));
            else
                ofScale += double.CreateChecked(
                    layout.IsLog(i) ? TensorPrimitives.Sum(slope) : TensorPrimitives.Dot(slope, value));
        }
        double prior = PriorPrecision / rows;
        return (loss + 0.5 * prior * (at.LogScale * at.LogScale + at.LogLogit * at.LogLogit),
            new(ofScale + prior * at.LogScale, ofLogit + prior * at.LogLogit));
    }
}
