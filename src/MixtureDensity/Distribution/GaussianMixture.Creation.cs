using static TorchSharp.torch;

namespace MixtureDensity;

// Mixtures from their parameters, which are checked.
public sealed partial class GaussianMixture
{
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
        using var scope = NewDisposeScope();
        DiagonalScale scale = DiagonalScale.From(scales.unsqueeze(-1));
        return Create(logWeights, means.unsqueeze(-1), scale, batch, isScalar: true, generator)
            .MoveToOuterDisposeScope();
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
        using var scope = NewDisposeScope();
        return Create(logWeights, means, DiagonalScale.From(scales), batch, isScalar: false, generator)
            .MoveToOuterDisposeScope();
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
        using var scope = NewDisposeScope();
        DiagonalScale scale = DiagonalScale.From(scales.unsqueeze(-1).expand([.. scales.shape, means.shape[^1]]));
        return Create(logWeights, means, scale, batch, isScalar: false, generator).MoveToOuterDisposeScope();
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
        using var scope = NewDisposeScope();
        Tensor shared = choleskyFactor.unsqueeze(-3);
        Tensor factors = shared.expand([.. shared.shape[..^3], means.shape[^2], .. shared.shape[^2..]]);
        return Create(logWeights, means, new CholeskyScale(factors), batch, isScalar: false, generator)
            .MoveToOuterDisposeScope();
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
        using var scope = NewDisposeScope();
        Tensor logWeights = cat([.. members.Select(m => m.LogWeights)], -1).Minus(Math.Log(members.Count));
        Tensor means = cat([.. members.Select(m => m.PresentMeans)], -2);
        ComponentScale scale = ComponentScale.Concatenate([.. members.Select(m => m._scale)]);
        return new GaussianMixture(logWeights, means, scale, first.IsScalar, generator).MoveToOuterDisposeScope();
    }

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
