using System.Numerics;
using System.Numerics.Tensors;

namespace MixtureDensity;

/// <summary>
/// Two factors that calibrate a trained network: one multiplies all scales of its mixture, the other all logits.
/// </summary>
/// <remarks>
/// Sources: C. Guo et al., "On calibration of modern neural networks", 2017, for the logits; D. Levi et al.,
/// "Evaluating and calibrating uncertainty prediction in regression tasks", 2020, for the scales.
/// </remarks>
/// <param name="LogScale">The logarithm of the scales' factor.</param>
/// <param name="LogLogit">The logarithm of the logits' factor, which is one over their temperature.</param>
internal readonly record struct Temperature(double LogScale, double LogLogit)
{
    /// <summary>The mean of some temperatures.</summary>
    public static Temperature Mean(IReadOnlyCollection<Temperature> all) =>
        new(all.Average(t => t.LogScale), all.Average(t => t.LogLogit));

    /// <summary>Calibrates a network's outputs for some rows.</summary>
    /// <param name="outputs">The outputs, [outputs, rows].</param>
    /// <param name="layout">The order of the outputs.</param>
    public void Apply<T>(Span<T> outputs, MixtureLayout layout)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int rows = outputs.Length / (int)layout.Outputs;
        Span<T> logits = outputs[..(layout.Components * rows)];
        TensorPrimitives.Multiply(logits, T.CreateChecked(Math.Exp(LogLogit)), logits);
        for (int i = layout.FirstScale; i < layout.Outputs; i++)
        {
            Span<T> entries = outputs.Slice(i * rows, rows);
            if (layout.IsLog(i))
                TensorPrimitives.Add(entries, T.CreateChecked(LogScale), entries);
            else
                TensorPrimitives.Multiply(entries, T.CreateChecked(Math.Exp(LogScale)), entries);
        }
    }
}
