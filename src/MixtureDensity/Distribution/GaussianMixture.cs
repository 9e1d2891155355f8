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

    /// <summary>Creates a scalar mixture, of event shape [].</summary>
    /// <param name="logWeights">log πₖ, [B, K], normalised; −∞ for a component of weight 0.</param>
    /// <param name="means">μₖ, [B, K].</param>
    /// <param name="scales">σₖ > 0, [B, K].</param>
    /// <param name="generator">The source of randomness of its samples; the global generator if null.</param>
    /// <exception cref="ArgumentException">Shapes, dtypes or devices do not match, or a value is out of
    /// range.</exception>
    public static GaussianMixture Scalar(Tensor logWeights, Tensor means, Tensor scales, Generator? generator = null)
    {
        long[] batch = CheckShapes("[B, K], [B, K] and [B, K]", logWeights, means, 0, scales, (k, d) => [k]);
        RequireAllPositive(scales);
        DiagonalScale scale = DiagonalScale.From(scales.unsqueeze(-1));
        return Create(logWeights, means.unsqueeze(-1), scale, batch, isScalar: true, generator);
    }

    /// <summary>Creates a mixture with diagonal covariances: Σₖ = diag(σₖ²).</summary>
    /// <param name="logWeights">log πₖ, [B, K], normalised; −∞ for a component of weight 0.</param>
    /// <param name="means">μₖ, [B, K, D].</param>
    /// <param name="scales">σₖ > 0, [B, K, D].</param>
    /// <param name="generator">The source of randomness of its samples; the global generator if null.</param>
    /// <exception cref="ArgumentException">Shapes, dtypes or devices do not match, or a value is out of
    /// range.</exception>
    public static GaussianMixture Diagonal(Tensor logWeights, Tensor means, Tensor scales, Generator? generator = null)
    {
        long[] batch = CheckShapes("[B, K], [B, K, D] and [B, K, D]", logWeights, means, 1, scales, (k, d) => [k, d]);
        RequireAllPositive(scales);
        return Create(logWeights, means, DiagonalScale.From(scales), batch, isScalar: false, generator);
    }

    /// <summary>Creates a mixture with spherical covariances: Σₖ = σₖ² I.</summary>
    /// <param name="logWeights">log πₖ, [B, K], normalised; −∞ for a component of weight 0.</param>
    /// <param name="means">μₖ, [B, K, D].</param>
    /// <param name="scales">σₖ > 0, [B, K].</param>
    /// <param name="generator">The source of randomness of its samples; the global generator if null.</param>
    /// <exception cref="ArgumentException">Shapes, dtypes or devices do not match, or a value is out of
    /// range.</exception>
    public static GaussianMixture Spherical(Tensor logWeights, Tensor means, Tensor scales, Generator? generator = null)
    {
        long[] batch = CheckShapes("[B, K], [B, K, D] and [B, K]", logWeights, means, 1, scales, (k, d) => [k]);
        RequireAllPositive(scales);
        DiagonalScale scale = DiagonalScale.From(scales.unsqueeze(-1).expand([.. scales.shape, means.shape[^1]]));
        return Create(logWeights, means, scale, batch, isScalar: false, generator);
    }

    /// <summary>Creates a mixture with full covariances: Σₖ = Lₖ Lₖᵀ.</summary>
    /// <param name="logWeights">log πₖ, [B, K], normalised; −∞ for a component of weight 0.</param>
    /// <param name="means">μₖ, [B, K, D].</param>
    /// <param name="choleskyFactors">Lₖ, [B, K, D, D], lower triangular with a positive diagonal.</param>
    /// <param name="generator">The source of randomness of its samples; the global generator if null.</param>
    /// <exception cref="ArgumentException">Shapes, dtypes or devices do not match, or a value is out of
    /// range.</exception>
    public static GaussianMixture Full(Tensor logWeights, Tensor means, Tensor choleskyFactors,
        Generator? generator = null)
    {
        long[] batch = CheckShapes("[B, K], [B, K, D] and [B, K, D, D]", logWeights, means, 1, choleskyFactors,
            (k, d) => [k, d, d]);
        RequireAllLowerTriangular(choleskyFactors);
        return Create(logWeights, means, new CholeskyScale(choleskyFactors), batch, isScalar: false, generator);
    }

    /// <summary>Creates a mixture with one full covariance for all components: Σₖ = L Lᵀ.</summary>
    /// <param name="logWeights">log πₖ, [B, K], normalised; −∞ for a component of weight 0.</param>
    /// <param name="means">μₖ, [B, K, D].</param>
    /// <param name="choleskyFactor">L, [B, D, D], lower triangular with a positive diagonal.</param>
    /// <param name="generator">The source of randomness of its samples; the global generator if null.</param>
    /// <exception cref="ArgumentException">Shapes, dtypes or devices do not match, or a value is out of
    /// range.</exception>
    public static GaussianMixture Tied(Tensor logWeights, Tensor means, Tensor choleskyFactor,
        Generator? generator = null)
    {
        long[] batch = CheckShapes("[B, K], [B, K, D] and [B, D, D]", logWeights, means, 1, choleskyFactor,
            (k, d) => [d, d]);
        RequireAllLowerTriangular(choleskyFactor);
        Tensor shared = choleskyFactor.unsqueeze(-3);
        Tensor factors = shared.expand([.. shared.shape[..^3], means.shape[^2], .. shared.shape[^2..]]);
        return Create(logWeights, means, new CholeskyScale(factors), batch, isScalar: false, generator);
    }

    /// <summary>
    /// Creates the equally weighted mixture of M mixtures, (1/M) Σₘ pₘ(y), which has the components of all members.
    /// </summary>
    /// <param name="members">M ≥ 1 mixtures of the same batch shape and event shape.</param>
    /// <param name="generator">The source of randomness of its samples; the global generator if null.</param>
    /// <exception cref="ArgumentException">There is no member, or shapes, dtypes or devices differ.</exception>
    public static GaussianMixture Ensemble(IReadOnlyList<GaussianMixture> members, Generator? generator = null)
    {
        if (members.Count == 0)
            throw new ArgumentException("An ensemble needs at least one member.", nameof(members));
        GaussianMixture first = members[0];
        foreach (GaussianMixture member in members)
        {
            Shapes.RequireSameKind(member.PresentMeans, nameof(members), first.PresentMeans, "the first member");
            if (!member.BatchShape.SequenceEqual(first.BatchShape) || member.IsScalar != first.IsScalar
                || member.Targets != first.Targets)
                throw new ArgumentException($"The members of an ensemble have different shapes: {first} and {member}.",
                    nameof(members));
        }
        Tensor logWeights = cat([.. members.Select(m => m.LogWeights)], -1).Minus(Math.Log(members.Count));
        Tensor means = cat([.. members.Select(m => m.PresentMeans)], -2);
        ComponentScale scale = ComponentScale.Concatenate([.. members.Select(m => m._scale)]);
        return new GaussianMixture(logWeights, means, scale, first.IsScalar, generator);
    }

    /// <summary>The mixture expanded to <paramref name="batch_shape"/>.</summary>
    /// <param name="batch_shape">A shape that the batch shape broadcasts to.</param>
    /// <param name="instance">Not used; PyTorch's argument for derived classes.</param>
    public override torch.distributions.Distribution expand(Size batch_shape,
        torch.distributions.Distribution? instance = null)
    {
        long[] batch = [.. batch_shape];
        if (!(Shapes.Broadcast(BatchShape, batch)?.SequenceEqual(batch) ?? false))
            throw new ArgumentException(
                $"A mixture of batch shape {Shapes.Text(BatchShape)} cannot be expanded to {Shapes.Text(batch)}.",
                nameof(batch_shape));
        return Expanded(batch);
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

    /// <summary>Checks shapes, dtypes, devices, weights and means, and returns the batch shape.</summary>
    private static long[] CheckShapes(string expected, Tensor logWeights, Tensor means, int eventRank, Tensor scale,
        Func<long, long, long[]> scaleShape)
    {
        string given =
            $"logWeights {Shapes.Text(logWeights)}, means {Shapes.Text(means)} and scales {Shapes.Text(scale)}";
        ArgumentException ShapeError() =>
            new($"Shapes do not fit: {given}; expected {expected}, with batch shapes B that broadcast.");

        if (logWeights.dim() < 1 || means.dim() < 1 + eventRank)
            throw ShapeError();
        long components = logWeights.shape[^1];
        long[] tail = eventRank == 0 ? [components] : [components, means.shape[^1]];
        long[] scaleTail = scaleShape(components, tail[^1]);
        if (components == 0 || tail[^1] == 0 || scale.dim() < scaleTail.Length
            || !means.shape.AsSpan().EndsWith(tail) || !scale.shape.AsSpan().EndsWith(scaleTail))
            throw ShapeError();
        long[] batch = Shapes.Broadcast(logWeights.shape[..^1], means.shape[..^tail.Length],
            scale.shape[..^scaleTail.Length]) ?? throw ShapeError();

        if (means.dtype is not (ScalarType.Float32 or ScalarType.Float64))
            throw new ArgumentException(
                $"means {Shapes.Text(means)} is {means.dtype}; expected Float32 or Float64.", nameof(means));
        Shapes.RequireSameKind(logWeights, nameof(logWeights), means, nameof(means));
        Shapes.RequireSameKind(scale, nameof(scale), means, nameof(means));
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        // Rounding errors of Σπ are about ε√K, far below this tolerance.
        Tensor isNormalised = logWeights.logsumexp(-1).abs().Minus(1e-3).lt(SafeArithmetic.Zero);
        Shapes.RequireAll(isNormalised, nameof(logWeights), logWeights,
            "is not normalised: the weights must sum to 1 (use log_softmax)");
        Shapes.RequireAll(means.isfinite(), nameof(means), means, "has an entry that is not finite");
        return batch;
    }

    private static void RequireAllPositive(Tensor scales)
    {
        using var scope = NewDisposeScope();
        Shapes.RequireAll(scales.IsPositive().logical_and(scales.isfinite()), nameof(scales), scales,
            "has an entry that is not a positive finite number");
    }

    private static void RequireAllLowerTriangular(Tensor choleskyFactors)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Shapes.RequireAll(choleskyFactors.diagonal(0, -2, -1).IsPositive(), nameof(choleskyFactors), choleskyFactors,
            "has a diagonal entry that is not positive");
        Shapes.RequireAll(choleskyFactors.isfinite(), nameof(choleskyFactors), choleskyFactors,
            "has an entry that is not finite");
        Shapes.RequireAll(choleskyFactors.triu(1).eq(SafeArithmetic.Zero), nameof(choleskyFactors), choleskyFactors,
            "is not lower triangular");
    }
}
