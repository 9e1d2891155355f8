using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>A mean loss over rows, with its gradient.</summary>
public interface IObjective : IDisposable
{
    /// <summary>The parameters for the optimizer; <see cref="Evaluate"/> sets their <c>grad</c>.</summary>
    IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>
    /// Computes the mean loss at the current weights and sets the gradients of <see cref="Parameters"/>.
    /// </summary>
    /// <param name="x">Inputs, [N, inputs], N ≥ 1.</param>
    /// <param name="y">Targets, [N, D].</param>
    /// <returns>The mean loss of the rows.</returns>
    /// <exception cref="ArgumentException">A shape, dtype or device does not match.</exception>
    double Evaluate(Tensor x, Tensor y);

    /// <summary>Computes the mean loss at the current weights without gradients.</summary>
    /// <inheritdoc cref="Evaluate"/>
    double Loss(Tensor x, Tensor y);
}
