using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>
/// An objective of any module and any loss, differentiated by autograd on the device of its parameters.
/// </summary>
/// <remarks>Move or convert a network before its objective is made: <c>.to(...)</c> replaces its parameters.</remarks>
/// <param name="parameters">The parameters to train.</param>
/// <param name="loss">The mean loss of inputs x and targets y, a scalar tensor with a gradient.</param>
public sealed class AutogradObjective(IEnumerable<Parameter> parameters, Func<Tensor, Tensor, Tensor> loss) : IObjective
{
    /// <summary>The negative log-likelihood −(1/N) Σ log p(yₙ|xₙ), in nats, of a mixture density network.</summary>
    /// <remarks>On a GPU a step waits for nothing but the loss.</remarks>
    public static AutogradObjective NegativeLogLikelihood(MixtureDensityNetwork network) =>
        new(network.parameters(), (x, y) => network.call(x).UncheckedLogProb(Matched(network, x, y)).mean().neg())
        {
            _explain = (x, y) =>
            {
                Shapes.RequireFinite(x, nameof(x));
                Shapes.RequireFinite(y, nameof(y));
                network.call(x).log_prob(y);
            },
            _network = network,
        };

    // Throws if the loss is no number because the rows are none: looked for only then, since to look is to wait.
    private Action<Tensor, Tensor>? _explain;
    private MixtureDensityNetwork? _network;

    /// <inheritdoc/>
    public IReadOnlyList<Parameter> Parameters { get; } = [.. parameters];

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The module was moved or converted after the objective was
    /// made.</exception>
    public double Evaluate(Tensor x, Tensor y)
    {
        _network?.RequirePresent();
        RequirePresent(Parameters, "objective");
        return Explained(Differentiate(() => loss(x, y), Parameters), x, y);
    }

    /// <inheritdoc/>
    public double Loss(Tensor x, Tensor y)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return Explained(loss(x, y).Value(), x, y);
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

    /// <exception cref="InvalidOperationException">A parameter is gone, as <c>.to(...)</c> replaces those of a
    /// module.</exception>
    internal static void RequirePresent(IEnumerable<Parameter> parameters, string owner)
    {
        if (parameters.Any(p => p.IsInvalid))
            throw Replaced(owner);
    }

    internal static InvalidOperationException Replaced(string owner, Exception? inner = null) =>
        new($"The {owner}'s parameters are no longer the network's: it was moved or converted by .to(...), or "
            + $"disposed, after the {owner} was made. Make the {owner} afterwards.", inner);

    // [N, N, 1] would be broadcast against a mixture of batch shape [N].
    private static Tensor Matched(MixtureDensityNetwork network, Tensor x, Tensor y) =>
        x.dim() == 2 && y.shape.SequenceEqual([x.shape[0], network.Targets]) ? y : throw new ArgumentException(
            $"x has shape {Shapes.Text(x)} and y {Shapes.Text(y)}; this objective takes [N, {network.Inputs}] and "
                + $"[N, {network.Targets}].", nameof(y));

    private double Explained(double value, Tensor x, Tensor y)
    {
        if (!double.IsFinite(value) && _explain is not null)
        {
            using var noGrad = no_grad();
            using var scope = NewDisposeScope();
            _explain(x, y);
        }
        return value;
    }

    /// <summary>Does nothing: the parameters belong to their module.</summary>
    public void Dispose()
    {
    }
}
