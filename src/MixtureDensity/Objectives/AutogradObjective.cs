using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>The objective of any module and any loss: autograd differentiates it.</summary>
/// <param name="parameters">The parameters.</param>
/// <param name="loss">The mean loss of inputs x and targets y, a scalar tensor with a gradient.</param>
public sealed class AutogradObjective(IEnumerable<Parameter> parameters, Func<Tensor, Tensor, Tensor> loss) : IObjective
{
    /// <summary>−(1/N) Σ log p(yₙ|xₙ), in nats, of a network whose output is a distribution.</summary>
    public static AutogradObjective NegativeLogLikelihood(MixtureDensityNetwork network) =>
        new(network.parameters(), (x, y) => -network.call(x).log_prob(y).mean());

    /// <inheritdoc/>
    public IReadOnlyList<Parameter> Parameters { get; } = [.. parameters];

    /// <inheritdoc/>
    public double Evaluate(Tensor x, Tensor y)
    {
        // TorchSharp tells the garbage collector nothing of its tensors: without a scope a step they pile up.
        using var scope = NewDisposeScope();
        foreach (Parameter parameter in Parameters)
            parameter.grad?.zero_();
        Tensor value = loss(x, y);
        value.backward();
        return value.ToDouble();
    }

    /// <summary>Does nothing: the parameters belong to their module.</summary>
    public void Dispose()
    {
    }
}
