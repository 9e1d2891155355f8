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
    public double Evaluate(Tensor x, Tensor y) => Differentiate(() => loss(x, y), Parameters);

    /// <inheritdoc/>
    public double Loss(Tensor x, Tensor y)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return loss(x, y).Value();
    }

    /// <summary>A loss at the present weights; fills the gradients of the parameters with its own.</summary>
    internal static double Differentiate(Func<Tensor> loss, IEnumerable<Parameter> parameters)
    {
        // TorchSharp tells the garbage collector nothing of its tensors: without a scope an evaluation they pile up.
        using var scope = NewDisposeScope();
        foreach (Parameter parameter in parameters)
            parameter.grad?.zero_();
        Tensor value = loss();
        value.backward();
        return value.Value();
    }

    /// <summary>Does nothing: the parameters belong to their module.</summary>
    public void Dispose()
    {
    }
}
