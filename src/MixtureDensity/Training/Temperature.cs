using System.Numerics;
using System.Numerics.Tensors;

namespace MixtureDensity;

/// <summary>
/// A calibration of a network after its training: all its scales times one factor, and all its logits times another.
/// </summary>
/// <remarks>
/// Sources: C. Guo et al., "On calibration of modern neural networks", 2017, for the logits; D. Levi et al.,
/// "Evaluating and calibrating uncertainty prediction in regression tasks", 2020, for the scales.
/// </remarks>
/// <param name="LogScale">The logarithm of the factor of the scales.</param>
/// <param name="LogLogit">The logarithm of the factor of the logits: minus that of their temperature.</param>
internal readonly record struct Temperature(double LogScale, double LogLogit)
{
    /// <summary>The mean of some temperatures.</summary>
    public static Temperature Mean(IReadOnlyCollection<Temperature> all) =>
        new(all.Average(t => t.LogScale), all.Average(t => t.LogLogit));

    /// <summary>Calibrates outputs.</summary>
    /// <param name="outputs">The outputs, or the weights or biases that they are linear in, [outputs, columns].</param>
    /// <param name="layout">The order of the outputs.</param>
    /// <param name="shifts">Whether the logarithm of a scale is shifted; not where these are weights.</param>
    public void Apply<T>(Span<T> outputs, MixtureLayout layout, bool shifts)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int columns = outputs.Length / (int)layout.Outputs;
        Span<T> logits = outputs[..(layout.Components * columns)];
        TensorPrimitives.Multiply(logits, T.CreateChecked(Math.Exp(LogLogit)), logits);
        for (int i = layout.FirstScale; i < layout.Outputs; i++)
        {
            Span<T> row = outputs.Slice(i * columns, columns);
            if (!layout.IsLog(i))
                TensorPrimitives.Multiply(row, T.CreateChecked(Math.Exp(LogScale)), row);
            else if (shifts)
                TensorPrimitives.Add(row, T.CreateChecked(LogScale), row);
        }
    }

    /// <summary>Calibrates a network, by the weights and biases of its last layer.</summary>
    /// <param name="parameters">The flat parameters of all layers, [P], the last layer's at the end.</param>
    /// <param name="layout">The order of the outputs.</param>
    /// <param name="inputs">The number of inputs of the last layer.</param>
    public void Apply<T>(Span<T> parameters, MixtureLayout layout, int inputs)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        int outputs = (int)layout.Outputs;
        Apply(parameters[^outputs..], layout, shifts: true);
        Apply(parameters[^(outputs * (inputs + 1))..^outputs], layout, shifts: false);
    }
}
