using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>A mean loss over rows that can be stepped down: it knows its value and its gradient.</summary>
public interface IObjective : IDisposable
{
    /// <summary>
    /// What an optimizer has to hold to step it down; their <c>grad</c> is what <see cref="Evaluate"/> fills.
    /// </summary>
    IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>
    /// Computes the loss of some rows at the present weights, and fills the gradients of <see cref="Parameters"/> with
    /// its own.
    /// </summary>
    /// <param name="x">Inputs, [N, inputs], N ≥ 1.</param>
    /// <param name="y">Targets, [N, D].</param>
    /// <returns>The mean loss of the rows.</returns>
    /// <exception cref="ArgumentException">A shape, dtype or device does not fit.</exception>
    double Evaluate(Tensor x, Tensor y);

    /// <summary>Computes the loss of some rows at the present weights, and leaves the gradients as they are.</summary>
    /// <inheritdoc cref="Evaluate"/>
    double Loss(Tensor x, Tensor y);
}
