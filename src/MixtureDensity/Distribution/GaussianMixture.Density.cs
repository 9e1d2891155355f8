using static TorchSharp.torch;

namespace MixtureDensity;

// Densities and responsibilities.
public sealed partial class GaussianMixture
{
    /// <summary>The log density log p(y) = log Σₖ exp(log πₖ + log N(y; μₖ, Σₖ)), by log-sum-exp.</summary>
    /// <param name="value">y, [S, B] for a scalar mixture and [S, B, D] for any other.</param>
    /// <returns>[S, B], in nats: the logarithm of a density per unit of y.</returns>
    /// <exception cref="ArgumentException">The value's shape, dtype or device does not match, or it holds NaN or, if D
    /// > 1, infinity.</exception>
    public override Tensor log_prob(Tensor value)
    {
        using var scope = NewDisposeScope();
        return ComponentLogProb(AddEventAxis(value)).logsumexp(-1).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The same without a look at the values, which would wait for a GPU: NaN or −∞ where <see cref="log_prob"/>
    /// throws.
    /// </summary>
    internal Tensor UncheckedLogProb(Tensor value)
    {
        using var scope = NewDisposeScope();
        return ComponentLogProb(EventsOf(value)).logsumexp(-1).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The responsibilities γₖ(y) = πₖ N(y; μₖ, Σₖ) / p(y): the posterior probabilities of the components.
    /// </summary>
    /// <param name="value">y, [S, B] for a scalar mixture and [S, B, D] for any other.</param>
    /// <returns>[S, B, K], summing to 1 over K.</returns>
    /// <exception cref="ArgumentException">The value's shape, dtype or device does not match, it holds NaN, or every
    /// component's density is 0 there.</exception>
    /// <exception cref="InvalidOperationException">A parameter is NaN.</exception>
    public Tensor Responsibilities(Tensor value)
    {
        using var scope = NewDisposeScope();
        Tensor terms = ComponentLogProb(AddEventAxis(value));
        RequireSupport(terms, value);
        return terms.softmax(-1).MoveToOuterDisposeScope();
    }

    /// <summary>log πₖ + log N(y; μₖ, Σₖ), [S, B, K], of y with its event axis.</summary>
    private Tensor ComponentLogProb(Tensor events) =>
        LogWeights.Plus(_scale.LogProb(events.unsqueeze(-2) - PresentMeans));

    /// <summary>Checks that at least one of the terms log πₖ + log N(y; μₖ, Σₖ) is finite for each y.</summary>
    private void RequireSupport(Tensor terms, Tensor value)
    {
        Tensor highest = terms.detach().amax([-1]);
        if (highest.isnan().any().item<bool>())
            throw NaNParameter();
        Shapes.RequireAll(highest.isfinite(), nameof(value), value, "lies where every component's density is 0");
    }

    /// <summary>Checks a value and adds the event axis of a scalar mixture: [S, B, D].</summary>
    private Tensor AddEventAxis(Tensor value)
    {
        Tensor events = EventsOf(value);
        if (Targets == 1)
            Shapes.RequireAll(value.isnan().logical_not(), nameof(value), value, "holds NaN");
        else
            Shapes.RequireAll(value.isfinite(), nameof(value), value, "holds NaN or infinity");
        return events;
    }

    /// <summary>Checks only the shape, the dtype and the device of a value, and adds the event axis.</summary>
    private Tensor EventsOf(Tensor value)
    {
        Shapes.RequireSameKind(value, nameof(value), PresentMeans, "the mixture");
        if (!IsScalar && (value.dim() == 0 || value.shape[^1] != Targets))
            throw new ArgumentException(
                $"value {Shapes.Text(value)} does not fit {this}: its last axis must be the event's, {Targets}.",
                nameof(value));
        Tensor events = IsScalar ? value.unsqueeze(-1) : value;
        if (Shapes.Broadcast(events.shape[..^1], BatchShape) is null)
            throw new ArgumentException(
                $"value {Shapes.Text(value)} does not fit {this}: the shapes do not broadcast.", nameof(value));
        return events;
    }
}
