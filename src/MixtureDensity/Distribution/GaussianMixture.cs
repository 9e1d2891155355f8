using TorchSharp;
using static TorchSharp.torch;

namespace MixtureDensity;

/// <summary>
/// A batch of Gaussian mixtures, p(y) = Σₖ πₖ N(y; μₖ, Σₖ), as a <c>torch.distributions.Distribution</c>.
/// </summary>
/// <remarks>
/// <para>
/// Shapes: <c>B</c> is the batch shape, <c>K</c> the number of components, <c>D</c> the number of targets, <c>S</c> any
/// sample shape before the batch. A value has shape [S, B] for a scalar mixture (event shape []) and [S, B, D] for any
/// other (event shape [D], also if D = 1). Batch axes broadcast as in PyTorch; the event axis does not. Arguments are
/// in the order of PyTorch's <c>MixtureSameFamily</c>: weights, then components.
/// </para>
/// <para>Values, means and scales are in units of y, densities per unit of y (per unitᴰ), entropies in nats.</para>
/// <para>
/// Its tensors belong to the dispose scope in which they were created; <see cref="MoveToOuterDisposeScope"/> and
/// <see cref="DetachFromDisposeScope"/> move them together. Operations use the dtype and the device of the
/// parameters and are differentiable in them unless stated otherwise.
/// </para>
/// <para>Source: C. M. Bishop, "Mixture density networks", 1994.</para>
/// </remarks>
public sealed partial class GaussianMixture : torch.distributions.Distribution
{
    private readonly Tensor _means; // [B, K, D], scalar mixtures with D = 1
    private readonly Tensor _logWeights;
    private readonly ComponentScale _scale;

    // Unchecked: the parameters must be [B, K] and [B, K, D] with equal B, normalised weights and positive scales.
    internal GaussianMixture(Tensor logWeights, Tensor means, ComponentScale scale, bool isScalar = false,
        Generator? generator = null)
        : base(generator!, logWeights.shape[..^1], isScalar ? [] : [means.shape[^1]])
    {
        _logWeights = logWeights;
        _means = means;
        _scale = scale;
    }

    /// <summary>The number of components, K.</summary>
    public long Components => LogWeights.shape[^1];

    /// <summary>The number of target dimensions, D; 1 for a scalar mixture.</summary>
    public long Targets => PresentMeans.shape[^1];

    /// <summary>log πₖ, [B, K]; −∞ for a component of weight 0.</summary>
    public Tensor LogWeights => Present(_logWeights);

    /// <summary>μₖ in units of y: [B, K] for a scalar mixture, [B, K, D] for any other.</summary>
    public Tensor Means => IsScalar ? PresentMeans.squeeze(-1) : PresentMeans;

    /// <summary>σₖ of each dimension in units of y, in the shape of <see cref="Means"/>.</summary>
    public Tensor Scales => IsScalar ? Deviations.squeeze(-1) : Deviations;

    private bool IsScalar => event_shape.Length == 0;

    private Tensor PresentMeans => Present(_means);

    private Tensor Deviations => Present(_scale.StandardDeviations);

    private static Tensor Present(Tensor parameter) => !parameter.IsInvalid ? parameter
        : throw new ObjectDisposedException(nameof(GaussianMixture),
            "The dispose scope in which the mixture was made has ended; make it outside, or move it out.");

    /// <summary>The mixture expanded to <paramref name="batch_shape"/>.</summary>
    /// <param name="batch_shape">A shape that the batch shape broadcasts to.</param>
    /// <param name="instance">Not used; PyTorch's argument for derived classes.</param>
    /// <returns>A mixture of the same memory, which may be disposed without this one.</returns>
    public override torch.distributions.Distribution expand(Size batch_shape,
        torch.distributions.Distribution? instance = null)
    {
        long[] batch = [.. batch_shape];
        if (!(Shapes.Broadcast(BatchShape, batch)?.SequenceEqual(batch) ?? false))
            throw new ArgumentException(
                $"A mixture of batch shape {Shapes.Text(BatchShape)} cannot be expanded to {Shapes.Text(batch)}.",
                nameof(batch_shape));
        return Create(LogWeights, PresentMeans, _scale, batch, IsScalar, generator);
    }

    /// <summary>The shapes and the number of components as text.</summary>
    public override string ToString() =>
        $"GaussianMixture(batch {Shapes.Text(BatchShape)}, event {Shapes.Text([.. event_shape])}, "
            + $"{Components} components)";

    /// <summary>The distribution of factor · y + shift, both [D], converted to the dtype of the factor.</summary>
    internal GaussianMixture Affine(Tensor factor, Tensor shift) =>
        new(LogWeights.to(factor.dtype), (PresentMeans.to(factor.dtype) * factor).Plus(shift),
            _scale.Map(t => t.to(factor.dtype)).MultipliedBy(factor), IsScalar, generator);

    private long[] BatchShape => LogWeights.shape[..^1];

    private GaussianMixture Expanded(long[] batch) =>
        batch.SequenceEqual(BatchShape) ? this : Create(LogWeights, PresentMeans, _scale, batch, IsScalar, generator);

    private static GaussianMixture Create(Tensor logWeights, Tensor means, ComponentScale scale, long[] batch,
        bool isScalar, Generator? generator) =>
        new(logWeights.expand([.. batch, logWeights.shape[^1]]), means.expand([.. batch, .. means.shape[^2..]]),
            scale.Expand(batch), isScalar, generator);
}
