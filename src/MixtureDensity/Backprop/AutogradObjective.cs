using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>An objective of any module and any loss, differentiated by autograd.</summary>
/// <param name="parameters">The parameters to train.</param>
/// <param name="loss">The mean loss of inputs x and targets y, a scalar tensor with a gradient.</param>
public sealed class AutogradObjective(IEnumerable<Parameter> parameters, Func<Tensor, Tensor, Tensor> loss) : IObjective
{
    /// <summary>The negative log-likelihood −(1/N) Σ log p(yₙ|xₙ), in nats, of a mixture density network.</summary>
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

    /// <summary>Evaluates a loss at the current weights and sets the gradients of the parameters.</summary>
    internal static double Differentiate(Func<Tensor> loss, IEnumerable<Parameter> parameters)
    {
        // Without a dispose scope per evaluation, tensors accumulate; see docs/architecture.md.
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
